package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mkbloket/internal/domain"
)

// print says what was or would be done. It names no person.
func (o *erasing) print(out io.Writer) {
	for _, kind := range domain.Kinds() {
		fmt.Fprintf(out, "zaken (%s): %d\n", personLabels()[string(kind)], o.done.Cases[kind])
	}
	fmt.Fprintf(out, "berichten in die zaken: %d\n", o.done.Mails)
	fmt.Fprintf(out, "bestanden met mail: %d\n", o.mails)
	fmt.Fprintf(out, "zaken van anderen waarin het adres vervangen wordt: %d\n", len(o.done.Mentions))
	for _, id := range o.done.Held {
		fmt.Fprintf(out, "blijft staan: %s is vastgehouden en mag niet gewist worden\n", id)
	}
	for _, id := range o.done.Busy {
		fmt.Fprintf(out, "blijft staan: %s ligt bij deze adviseur; trek eerst de verwijzing in\n", id)
	}
	for _, id := range o.done.Elsewhere {
		fmt.Fprintf(out, "blijft staan: %s is geen zaak; kijk wat het is\n", id)
	}
	printProblemCases(out, o.done.Failed)
}

// lookAgain searches what is left for the letters of the address: nothing may
// be there but what was said to stay.
func (o *erasing) lookAgain(ctx context.Context, out io.Writer) error {
	if o.again || o.plain == "" || isTable(o.data) {
		return nil
	}
	found, err := filesWith(ctx, o.data, o.plain)
	if err != nil {
		return err
	}
	for _, path := range found {
		fmt.Fprintf(out, "het adres staat nog in %s\n", path)
	}
	if stays := len(o.done.Held) + len(o.done.Busy) + len(o.done.Elsewhere); len(found) > 0 && stays == 0 {
		return errors.New("het adres staat nog ergens: kijk of het deel is van het adres van een ander")
	}
	if len(found) == 0 {
		fmt.Fprintln(out, "het adres staat nergens meer in de datamap")
	}
	return nil
}

// certify writes the certificate, which names the person by hash only.
func (o *erasing) certify() error {
	f, err := os.OpenFile(o.proof, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s bestaat al: noem met -bewijs een ander bestand", o.proof)
	}
	if err != nil {
		return fmt.Errorf("write certificate: %w", err)
	}
	fmt.Fprintf(f, "Bewijs van wissen\n\nwanneer: %s\n", o.now.UTC().Format(time.RFC3339))
	if o.again {
		fmt.Fprintf(f, "wie: iedereen op de lijst %s\n\n", o.list)
	} else {
		fmt.Fprintf(f, "wie: %s (afdruk van het adres met het geheim van dit loket)\n\n", o.hash)
	}
	o.print(f)
	fmt.Fprintf(f, "\nReservekopieën van voor dit moment mogen er uiterlijk tot %s zijn.\n", o.now.AddDate(0, 0, backupDays).UTC().Format(time.DateOnly))
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write certificate: %w", err)
	}
	return syncFolder(filepath.Dir(o.proof))
}
