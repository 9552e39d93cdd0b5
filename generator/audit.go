package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/calendar"
	"mkbloket/internal/store"
)

// auditJob is a command on the audit log, as it is also sent to a running server.
type auditJob struct {
	What  string // verify or list
	Since string // a stand that was noted before; empty: none
	Most  int    // lines to list
}

// auditCommand checks and shows what staff did.
func auditCommand(ctx context.Context, args []string, s streams) error {
	if len(args) == 0 || args[0] != "verify" && args[0] != "list" {
		fmt.Fprintln(s.err, "schrijf: generator audit verify [-vanaf STAND], of generator audit list [-aantal 100]")
		return errUsage
	}
	j := auditJob{What: args[0]}
	f := flags("audit "+j.What, s)
	where := place{}
	where.set(f)
	if j.What == "verify" {
		f.StringVar(&j.Since, "vanaf", "", "a stand that an earlier verify printed: the log must still hold it")
	} else {
		f.IntVar(&j.Most, "aantal", 100, "lines to show, the newest first")
	}
	if err := parse(f, args[1:]); err != nil {
		return err
	}
	return where.do(ctx, "audit", j, false, s.out)
}

// run does the job on an open store and writes what came of it.
func (j auditJob) run(ctx context.Context, db store.Store, secret []byte, out io.Writer) error {
	if j.What == "list" {
		log, err := audit.New(audit.Config{Store: db, Secret: secret, Now: time.Now})
		if err != nil {
			return err
		}
		return listAudit(ctx, log, j.Most, out)
	}
	return j.verify(ctx, db, secret, out)
}

// verify checks the log. An account without a line cannot be: making one leaves
// a line, so then the log was taken away.
func (j auditJob) verify(ctx context.Context, db store.Store, secret []byte, out io.Writer) error {
	log, people, err := openStaff(db, secret)
	if err != nil {
		return err
	}
	earlier := audit.Stand{}
	if j.Since != "" {
		if earlier, err = audit.ParseStand(j.Since); err != nil {
			return fmt.Errorf("-vanaf: %w", err)
		}
	}
	stand, err := log.VerifySince(ctx, earlier)
	if err != nil {
		return err
	}
	accounts, err := people.Accounts(ctx)
	if err != nil {
		return err
	}
	if stand.Count == 0 && len(accounts) > 0 {
		return fmt.Errorf("%w: there are accounts and not one line", audit.ErrBroken)
	}
	fmt.Fprintf(out, "het logboek klopt tot en met regel %d\nschrijf deze stand ergens anders op: %s\n", stand.Count, stand)
	return nil
}

func listAudit(ctx context.Context, log *audit.Log, most int, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "nr\twanneer\twie\twat\twaarop\tuitkomst\treden")
	for before := 0; most > 0; {
		entries, next, err := log.List(ctx, audit.Filter{}, before, most)
		if err != nil {
			return errors.Join(err, table.Flush())
		}
		for _, e := range entries {
			fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", e.Number, e.At.In(calendar.Location()).Format("2006-01-02 15:04:05"),
				e.Actor, e.Action, e.Object, e.Result, e.Reason)
		}
		if most, before = most-len(entries), next; next == 0 {
			break
		}
	}
	return table.Flush()
}
