package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/privacy"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

// backupDays is how long the runbook allows backups to be kept.
const backupDays = 35

// erasing is one run of person erase.
type erasing struct {
	personFlags
	again, execute bool
	list, proof    string
	now            time.Time

	hash  string   // of the address; empty with -opnieuw
	plain string   // the address as it is stored; likewise, and for who has none
	names []string // under which own profiles were signed up; for the editor only
	done  privacy.Erasure
	mails int
	pages []string
}

// personErase erases an address, or says what it would erase. With -opnieuw it
// erases again who is on the list of erased people, after a restore.
func personErase(ctx context.Context, args []string, s streams) error {
	o := erasing{now: time.Now()}
	args = o.take(args)
	f := flags("person erase", s)
	o.set(f)
	f.BoolVar(&o.execute, "uitvoeren", false, "do it; without this flag nothing changes")
	f.BoolVar(&o.again, "opnieuw", false, "everybody on the list of erased people, after a restore")
	f.StringVar(&o.list, "lijst", "", "list of erased people (default: "+erasedFile+" in the data folder)")
	f.StringVar(&o.proof, "bewijs", "", "file for the certificate (default: gewist-TIME.txt in the data folder)")
	if err := parse(f, args); err != nil {
		return err
	}
	if (o.address == "") != o.again {
		fmt.Fprintln(s.err, "schrijf: generator person erase ADRES-OF-KENMERK, of generator person erase -opnieuw")
		return errUsage
	}
	if isTable(o.data) && (o.list == "" || o.proof == "") {
		fmt.Fprintln(s.err, "noem bij een tabel met -lijst en -bewijs waar de lijst en het bewijs staan")
		return errUsage
	}
	o.places()
	if err := withPlace(o.data, func(db store.Store) error { return o.run(ctx, db) }); err != nil {
		return err
	}
	return o.finish(ctx, s)
}

// places fills in where the list and the certificate stand.
func (o *erasing) places() {
	if o.list == "" {
		o.list = filepath.Join(o.data, erasedFile)
	}
	if o.proof == "" {
		o.proof = filepath.Join(o.data, "gewist-"+o.now.UTC().Format("20060102T150405Z")+".txt")
	}
}

// run erases in the store, in the files with mail, and looks in the content.
// The list comes first: what a crash leaves undone can be done again from it.
func (o *erasing) run(ctx context.Context, db store.Store) error {
	who, err := o.who(ctx, db)
	if err != nil {
		return err
	}
	if desk, err := os.ReadFile(filepath.Join(o.content, "site.yaml")); err == nil && who.Within(string(desk)) {
		return errors.New("dit adres staat in site.yaml: het is van het loket zelf en wordt niet gewist")
	}
	if o.names, err = profileNames(ctx, db, who); err != nil {
		return err
	}
	if o.execute && !o.again {
		if err := appendEntries(o.list, who.Entries(o.now)); err != nil {
			return err
		}
	}
	if o.done, err = privacy.Erase(ctx, db, who, o.execute); err != nil {
		return err
	}
	if err := o.eraseMail(who); err != nil {
		return err
	}
	o.pages, err = pagesOf(o.content, who, o.names)
	return err
}

// who are the people to erase.
func (o *erasing) who(ctx context.Context, db store.Store) (*privacy.People, error) {
	c, err := o.cases(db)
	if err != nil {
		return nil, err
	}
	if !o.again {
		who, plain, err := o.person(ctx, c)
		if err != nil {
			return nil, err
		}
		o.plain, o.hash = plain, who.Entries(o.now)[0].Hash
		return who, nil
	}
	f, err := os.Open(o.list)
	if err != nil {
		return nil, fmt.Errorf("open list of erased people: %w", err)
	}
	defer f.Close()
	entries, err := privacy.ReadEntries(f)
	if err != nil {
		return nil, err
	}
	return privacy.Listed(c.Person, entries), nil
}

// eraseMail removes the files with mail of erased cases, and those to the
// address. Files of cases that stay, stay.
func (o *erasing) eraseMail(who *privacy.People) error {
	if isTable(o.data) {
		return nil
	}
	stays := append(slices.Clone(o.done.Held), o.done.Busy...)
	files, err := mailOf(filepath.Join(o.data, mailFolder), func(id, text string) bool {
		return slices.Contains(o.done.Erased, id) || !slices.Contains(stays, id) && who.Within(text)
	})
	if err != nil {
		return err
	}
	o.mails = len(files)
	for _, path := range files {
		if o.execute {
			if err := os.Remove(path); err != nil {
				return fmt.Errorf("remove mail: %w", err)
			}
		}
	}
	return nil
}

// appendEntries adds lines to the list of erased people, durably. A line that
// an earlier crash cut off goes first.
func appendEntries(path string, entries []privacy.Entry) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("open list of erased people: %w", err)
	}
	err = dropTorn(f)
	if err == nil {
		err = privacy.WriteEntries(f, entries)
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// dropTorn drops what stands behind the last end of a line.
func dropTorn(f *os.File) error {
	data, err := io.ReadAll(f)
	if err != nil {
		return fmt.Errorf("read list of erased people: %w", err)
	}
	return f.Truncate(int64(strings.LastIndexByte(string(data), '\n') + 1))
}

// finish compacts the store, writes the certificate, looks once more, and says
// what was done.
func (o *erasing) finish(ctx context.Context, s streams) error {
	o.print(s.out)
	for _, path := range o.pages {
		fmt.Fprintf(s.out, "voor de redactie: %s noemt het adres of de naam van het profiel\n", path)
	}
	if !o.execute {
		fmt.Fprintln(s.out, "Dit zou er gebeuren. Er is niets veranderd: voeg -uitvoeren toe.")
		return nil
	}
	if !isTable(o.data) {
		if err := bolt.Compact(filepath.Join(o.data, storeFile)); err != nil {
			return err
		}
	}
	if len(o.done.Failed) > 0 {
		return errIncomplete
	}
	if err := o.certify(); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "bewijs: %s\n", o.proof)
	return o.lookAgain(ctx, s.out)
}
