package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"mkbloket/internal/store/transfer"
)

// storeCommand works on a store as a whole. Copy is all there is.
func storeCommand(ctx context.Context, args []string, s streams) error {
	if len(args) == 0 || args[0] != "copy" {
		fmt.Fprintln(s.err, "schrijf: generator store copy -van var -naar dynamodb:TABEL (of andersom)")
		return errUsage
	}
	f := flags("store copy", s)
	from := f.String("van", "", "data folder, or dynamodb:TABLE, to copy from")
	to := f.String("naar", "", "data folder, or dynamodb:TABLE, to copy to")
	if err := parse(f, args[1:]); err != nil {
		return err
	}
	if *from == "" || *to == "" || *from == *to {
		fmt.Fprintln(s.err, "noem met -van en -naar twee verschillende plaatsen: een datamap of dynamodb:TABEL")
		return errUsage
	}
	return copyStore(ctx, *from, *to, s)
}

func copyStore(ctx context.Context, from, to string, s streams) (err error) {
	source, closeSource, err := openPlace(from, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeSource()) }()
	target, closeTarget, err := openPlace(to, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeTarget()) }()
	n, err := transfer.Copy(ctx, source, target)
	switch {
	case errors.Is(err, transfer.ErrConflict):
		return fmt.Errorf("%w: kopieer naar een lege plaats, of naar die van een afgebroken kopie", err)
	case errors.Is(err, transfer.ErrChanged):
		return fmt.Errorf("%w: zet eerst stil wat erin schrijft", err)
	case err != nil:
		return err
	}
	fmt.Fprintf(s.out, "%d zaken staan nu ook in %s, allemaal vergeleken\n", n, to)
	if secret := filepath.Join(from, "secret"); !strings.HasPrefix(from, tablePrefix) && exists(secret) {
		fmt.Fprintf(s.out, "neem ook het geheim mee (%s): zie docs/runbook-aws.md\n", secret)
	}
	return nil
}
