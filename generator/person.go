package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
	"mkbloket/internal/mail/address"
	"mkbloket/internal/privacy"
	"mkbloket/internal/reference"
	"mkbloket/internal/store"
)

// person gives somebody what the desk holds about an address, or erases it.
func person(ctx context.Context, args []string, s streams) error {
	if len(args) > 0 {
		switch args[0] {
		case "export":
			return personExport(ctx, args[1:], s)
		case "erase":
			return personErase(ctx, args[1:], s)
		}
	}
	fmt.Fprintln(s.err, "schrijf: generator person export ADRES-OF-KENMERK -out MAP, of generator person erase ADRES-OF-KENMERK [-uitvoeren]")
	return errUsage
}

// personFlags are what both commands need.
type personFlags struct {
	address               string
	data, secret, content string
}

func (o *personFlags) set(f interface {
	StringVar(p *string, name, value, usage string)
}) {
	f.StringVar(&o.data, "data", "var", "data folder, or dynamodb:TABLE")
	f.StringVar(&o.secret, "geheim", "", "file with the secret of the desk (default: secret in the data folder)")
	f.StringVar(&o.content, "content", "content", "folder with the content, to look for the address in")
}

// take splits the address off the arguments: it comes first.
func (o *personFlags) take(args []string) []string {
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		o.address, args = args[0], args[1:]
	}
	return args
}

// cases gives the cases of a store for what needs no mail and no texts: the
// keyed hash of an address, and acts that send nothing.
func (o *personFlags) cases(db store.Store) (*cases.Cases, error) {
	path := o.secret
	if path == "" {
		if isTable(o.data) {
			return nil, errors.New("noem met -geheim het bestand met het geheim van het loket")
		}
		path = filepath.Join(o.data, secretFile)
	}
	secret, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read secret: %w", err)
	}
	targets := map[domain.Kind]int{}
	for _, kind := range domain.Kinds() {
		targets[kind] = 1
	}
	return cases.New(cases.Config{
		Store: db, Taxonomy: domain.NewTaxonomy(), Sender: noMail{}, Secret: secret, Targets: targets,
		Texts: func(_, key string, _ ...any) string { return key }, Now: time.Now, Jitter: func() float64 { return 0 },
		Log: slog.New(slog.DiscardHandler), From: "-", Desk: "-",
	})
}

// person is who was named: by an address, which is given as it is stored, or by
// the reference of a case of somebody who has none.
func (o *personFlags) person(ctx context.Context, c *cases.Cases) (who *privacy.People, plain string, err error) {
	ref, err := reference.Parse(o.address)
	if err != nil {
		if plain, err = address.Parse(o.address); err != nil {
			return nil, "", fmt.Errorf("read address: %w", err)
		}
		who, err = privacy.Person(c.Person, plain)
		return who, plain, err
	}
	one, err := c.Get(ctx, ref)
	if errors.Is(err, store.ErrNotFound) {
		return nil, "", fmt.Errorf("er is geen zaak %s", ref)
	}
	if err != nil {
		return nil, "", err
	}
	if slices.ContainsFunc(one.Fields["email"], func(email string) bool { return email != "" }) {
		return nil, "", fmt.Errorf("de afzender van zaak %s heeft een e-mailadres: noem dat", ref)
	}
	who, ok := privacy.Known(c.Person, one.Person)
	if !ok {
		return nil, "", fmt.Errorf("zaak %s is geanonimiseerd: daarin staat niemand meer", ref)
	}
	return who, "", nil
}

// noMail is a mail.Sender that sends nothing.
type noMail struct{}

// Send implements mail.Sender.
func (noMail) Send(context.Context, mail.Message) error { return mail.ErrPermanent }

// personExport writes what the desk holds about an address into a folder.
func personExport(ctx context.Context, args []string, s streams) error {
	var o personFlags
	args = o.take(args)
	f := flags("person export", s)
	o.set(f)
	out := f.String("out", "", "folder to make; it must be new or empty")
	if err := parse(f, args); err != nil {
		return err
	}
	if o.address == "" || *out == "" {
		fmt.Fprintln(s.err, "schrijf: generator person export ADRES-OF-KENMERK -out MAP")
		return errUsage
	}
	return withPlace(o.data, func(db store.Store) error { return o.export(ctx, db, *out, s) })
}

func (o *personFlags) export(ctx context.Context, db store.Store, out string, s streams) error {
	c, err := o.cases(db)
	if err != nil {
		return err
	}
	who, _, err := o.person(ctx, c)
	if err != nil {
		return err
	}
	e, err := privacy.NewExport(ctx, db, who, o.address, time.Now())
	if err != nil {
		return err
	}
	files := []string{}
	if !isTable(o.data) {
		own := func(id, text string) bool { return slices.Contains(e.IDs, id) && who.Within(receiver(text)) }
		if files, err = mailOf(filepath.Join(o.data, mailFolder), own); err != nil {
			return err
		}
	}
	pages, err := pagesOf(o.content, who, nil)
	if err != nil {
		return err
	}
	if err := writeExport(out, e, files, pages); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: %d zaken, %d vermeldingen in zaken van anderen, %d mailbestanden, %d bestanden van de redactie\n",
		out, len(e.Cases), len(e.Mentions), len(files), len(pages))
	for _, id := range e.Elsewhere {
		fmt.Fprintf(s.out, "staat ook in %s: dat is geen zaak en staat niet in de export\n", id)
	}
	fmt.Fprintln(s.out, "Lees alles door voordat u het geeft: er kan iets over een ander in staan. Wis de map daarna.")
	return nil
}
