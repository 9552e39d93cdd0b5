package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/reference"
	"mkbloket/internal/store"
)

// retentionHold keeps a case from being erased, or lets go of it again. The
// reason becomes a note in the case.
func retentionHold(ctx context.Context, args []string, s streams) error {
	var o personFlags
	ref, parseErr := "", error(nil)
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		ref, parseErr = reference.Parse(args[0])
		args = args[1:]
	}
	f := flags("retention hold", s)
	f.StringVar(&o.data, "data", "var", "data folder, or dynamodb:TABLE")
	f.StringVar(&o.secret, "geheim", "", "file with the secret of the desk (default: secret in the data folder)")
	reason := f.String("reden", "", "why; it becomes a note in the case")
	free := f.Bool("vrij", false, "let go of the case")
	if err := parse(f, args); err != nil {
		return err
	}
	if ref == "" || parseErr != nil || strings.TrimSpace(*reason) == "" {
		fmt.Fprintln(s.err, `schrijf: generator retention hold K7M3-P9QX -reden "…" (en -vrij om de zaak los te laten)`)
		return errUsage
	}
	err := withPlace(o.data, func(db store.Store) error {
		c, err := o.cases(db)
		if err != nil {
			return err
		}
		by := cases.Actor{Party: domain.PartyOfficer, ID: "beheer"}
		_, err = c.SetHold(ctx, cases.Act{Ref: ref, By: by}, !*free, *reason)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("er is geen zaak %s", ref)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: %s\n", ref, map[bool]string{true: "losgelaten", false: "vastgehouden: wordt niet gewist"}[*free])
	return nil
}
