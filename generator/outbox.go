package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/privacy"
	"mkbloket/internal/store"
)

// outbox shows the mail that was not sent or came back, and puts messages that
// were given up back in the queue.
func outbox(ctx context.Context, args []string, s streams) error {
	if len(args) > 0 {
		switch args[0] {
		case "list":
			return outboxList(ctx, args[1:], s)
		case "retry":
			return outboxRetry(ctx, args[1:], s)
		}
	}
	fmt.Fprintln(s.err, "schrijf: generator outbox list, of generator outbox retry BERICHT (of -alles)")
	return errUsage
}

func outboxList(ctx context.Context, args []string, s streams) error {
	f := flags("outbox list", s)
	data := f.String("data", "var", "data folder, or dynamodb:TABLE")
	if err := parse(f, args); err != nil {
		return err
	}
	return withPlace(*data, func(db store.Store) error { return listOutbox(ctx, db, s.out) })
}

// listOutbox prints no address and no text: only what names the message.
func listOutbox(ctx context.Context, db store.Store, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "bericht\tsoort zaak\tstaat\tpogingen\tvolgende poging")
	err := eachMailer(ctx, db, func(_ store.Record, c *cases.Case) error {
		for _, m := range c.Mail {
			if m.State == cases.MailSent {
				continue
			}
			next := "-"
			if !m.NextAt.IsZero() {
				next = m.NextAt.In(calendar.Location()).Format("2006-01-02 15:04")
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\n", m.Message.ID, c.Kind, m.State, m.Attempts, next)
		}
		return nil
	})
	return errors.Join(err, table.Flush())
}

// eachMailer calls do with every record that has mail: cases, and what stands
// in the outbox for the desk itself.
func eachMailer(ctx context.Context, db store.Store, do func(store.Record, *cases.Case) error) error {
	return eachRecord(ctx, db, func(r store.Record) error {
		waits := slices.ContainsFunc(r.Index, func(e store.Entry) bool { return e.Index == cases.IndexMail })
		if !waits && !privacy.IsCase(r.ID) {
			return nil
		}
		c, err := cases.Decode(r)
		if err != nil {
			return err
		}
		return do(r, c)
	})
}

func outboxRetry(ctx context.Context, args []string, s streams) error {
	var id string
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		id, args = args[0], args[1:]
	}
	f := flags("outbox retry", s)
	data := f.String("data", "var", "data folder, or dynamodb:TABLE")
	all := f.Bool("alles", false, "every message that was given up")
	if err := parse(f, args); err != nil {
		return err
	}
	if (id == "") != *all {
		fmt.Fprintln(s.err, "noem één bericht uit generator outbox list, of -alles")
		return errUsage
	}
	var n int
	err := withPlace(*data, func(db store.Store) (err error) {
		n, err = retryParked(ctx, db, id, time.Now())
		return err
	})
	if err == nil && n == 0 && id != "" {
		return fmt.Errorf("%s is niet geparkeerd: zie generator outbox list", id)
	}
	if err == nil || n > 0 {
		fmt.Fprintf(s.out, "%d berichten staan weer klaar\n", n)
	}
	return err
}

// retryParked puts messages that were given up back in the queue: the one with
// the ID, or all of them when it is empty. It returns how many.
func retryParked(ctx context.Context, db store.Store, id string, now time.Time) (n int, err error) {
	err = eachMailer(ctx, db, func(r store.Record, c *cases.Case) error {
		for {
			changed := cases.Unpark(c, id, now, cases.Actor{Party: "beheer"})
			if changed == 0 {
				return nil
			}
			err := replaceCase(ctx, db, r, c)
			if err == nil {
				n += changed
			}
			if !errors.Is(err, store.ErrStale) {
				return err
			}
			if r, c, err = reread(ctx, db, r.ID); errors.Is(err, store.ErrNotFound) {
				return nil
			} else if err != nil {
				return err
			}
		}
	})
	return n, err
}

// replaceCase writes a changed case over the record that it was read from.
func replaceCase(ctx context.Context, db store.Store, r store.Record, c *cases.Case) error {
	changed, err := cases.Encode(c)
	if err != nil {
		return err
	}
	_, err = db.Update(ctx, r.ID, r.Version, changed)
	return err
}

// reread reads a case again that somebody else changed.
func reread(ctx context.Context, db store.Store, id string) (store.Record, *cases.Case, error) {
	r, err := db.Get(ctx, id)
	if err != nil {
		return r, nil, err
	}
	c, err := cases.Decode(r)
	return r, c, err
}
