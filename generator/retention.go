package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/privacy"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

// errIncomplete reports that some of the work could not be done. What, was
// printed.
var errIncomplete = errors.New("niet alles is gelukt: voer de opdracht nog eens uit")

// retention erases what was kept long enough, or says what it would erase.
func retention(ctx context.Context, args []string, s streams) error {
	if len(args) > 0 && args[0] == "hold" {
		return retentionHold(ctx, args[1:], s)
	}
	f := flags("retention", s)
	data := f.String("data", "var", "data folder, or dynamodb:TABLE")
	execute := f.Bool("uitvoeren", false, "do it; without this flag nothing changes")
	if err := parse(f, args); err != nil {
		return err
	}
	now, failed := time.Now(), 0
	err := withPlace(*data, func(db store.Store) error {
		report, err := privacy.Retain(ctx, db, now, privacy.Rules(), *execute)
		failed = report.Failed()
		err = errors.Join(err, printRetention(s.out, report))
		if isTable(*data) {
			return err
		}
		n, mailErr := oldMail(ctx, db, filepath.Join(*data, mailFolder), now, *execute)
		fmt.Fprintf(s.out, "bestanden met verzonden mail: %d\n", n)
		return errors.Join(err, mailErr)
	})
	if err == nil && *execute && !isTable(*data) {
		err = bolt.Compact(filepath.Join(*data, storeFile))
	}
	if err == nil && !*execute {
		fmt.Fprintln(s.out, "Dit zou er gebeuren. Er is niets veranderd: voeg -uitvoeren toe.")
	}
	if err == nil && failed > 0 {
		return errIncomplete
	}
	return err
}

// tidy removes what has expired and what was kept long enough. Reading hides
// the first before that; the second waits for somebody to do it.
func (d *desk) tidy(ctx context.Context) {
	d.purge(ctx)
	d.retain(ctx, d.settings.now())
}

// retain applies the rules of retention as of now, unless the desk is set to
// erase nothing by itself. The log gets numbers for each rule; a case that
// cannot be worked on is named there and does not stop the rest.
func (d *desk) retain(ctx context.Context, now time.Time) {
	execute := !d.settings.keepAll
	report, err := privacy.Retain(ctx, d.store, now, privacy.Rules(), execute)
	files, mailErr := oldMail(ctx, d.store, filepath.Join(d.settings.data, mailFolder), now, execute)
	if err = errors.Join(err, mailErr); err != nil && ctx.Err() == nil {
		d.log.Error("retention", "error", err.Error())
	}
	for _, l := range report.Lines {
		if l.Done+l.Held+len(l.Failed) > 0 {
			d.log.Info("retention", "rule", l.Rule.Key, "days", l.Rule.Days, "cases", l.Done, "held", l.Held, "failed", len(l.Failed), "done", execute)
		}
	}
	for _, p := range report.Problems() {
		d.log.Error("retention", "case", p.ID, "error", p.Err.Error())
	}
	d.log.Info("retention", "mailfiles", files, "failed", report.Failed(), "done", execute)
}

// printRetention writes one line for each rule, and one for each case that
// could not be worked on.
func printRetention(out io.Writer, report privacy.Retention) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "soort\tdagen\twat er gebeurt\tzaken\tvastgehouden\tmislukt")
	for _, l := range report.Lines {
		fmt.Fprintf(table, "%s\t%d\t%s\t%d\t%d\t%d\n", l.Rule.What, l.Rule.Days, l.Rule.Action, l.Done, l.Held, len(l.Failed))
	}
	err := table.Flush()
	for _, p := range report.Unreadable {
		fmt.Fprintf(out, "niet te lezen: %s\n", p.ID)
	}
	for _, l := range report.Lines {
		printProblemCases(out, l.Failed)
	}
	return err
}

func printProblemCases(out io.Writer, problems []privacy.Problem) {
	for _, p := range problems {
		fmt.Fprintf(out, "mislukt: %s: %v\n", p.ID, p.Err)
	}
}

// oldMail removes files with mail that are as old as the text of a message may
// be, unless their case is on hold. It returns how many there are.
func oldMail(ctx context.Context, db store.Store, folder string, now time.Time, execute bool) (n int, err error) {
	period := time.Duration(mailDays()) * 24 * time.Hour
	err = eachMailFile(folder, func(path string) error {
		info, err := os.Stat(path)
		if err != nil || now.Before(info.ModTime().Add(period)) {
			return err
		}
		if kept, err := onHold(ctx, db, filepath.Base(path)); kept || err != nil {
			return err
		}
		n++
		if execute {
			return os.Remove(path)
		}
		return nil
	})
	if err != nil {
		return n, fmt.Errorf("remove old mail: %w", err)
	}
	return n, nil
}

// mailDays is the period of the rule about mail.
func mailDays() int {
	for _, r := range privacy.Rules() {
		if r.Action == privacy.DropMail {
			return r.Days
		}
	}
	return 0
}

// eachMailFile calls do with every file of a folder with mail, which need not
// be there. Also with one that was left half-written by a crash.
func eachMailFile(folder string, do func(path string) error) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if name := e.Name(); e.Type().IsRegular() && (strings.HasSuffix(name, ".eml") || strings.HasSuffix(name, ".tmp")) {
			if err := do(filepath.Join(folder, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// caseOf is the ID of the case to which a file with mail belongs: the start of
// its name.
func caseOf(file string) string {
	const length = len("k7m3-p9qx")
	name := strings.TrimPrefix(file, ".")
	if len(name) > length && privacy.IsCase(name[:length]) {
		return name[:length]
	}
	return ""
}

func onHold(ctx context.Context, db store.Store, file string) (bool, error) {
	id := caseOf(file)
	if id == "" {
		return false, nil
	}
	r, err := db.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	c, err := cases.Decode(r)
	return err == nil && privacy.Held(c), err
}
