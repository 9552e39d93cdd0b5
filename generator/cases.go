package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/reference"
	"mkbloket/internal/store"
)

// showCases lists what the desk has to do, or shows one case, from a table or
// from the data folder of a server that is stopped. It changes nothing. It is
// how a desk reads what came in until the staff have pages of their own.
func showCases(ctx context.Context, args []string, s streams) error {
	var wanted string
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		wanted, args = args[0], args[1:]
	}
	f := flags("cases", s)
	data := f.String("data", "var", "folder with what people sent in, or dynamodb:TABLE")
	if err := parse(f, args); err != nil {
		return err
	}
	return withPlace(*data, func(db store.Store) error {
		if wanted == "" {
			return listCases(ctx, db, s.out)
		}
		ref, err := reference.Parse(wanted)
		if err != nil {
			fmt.Fprintln(s.err, "schrijf het kenmerk als K7M3-P9QX")
			return errUsage
		}
		return showCase(ctx, db, ref, s.out)
	})
}

// listCases prints every queue but that of closed cases, each in order of due
// date, without personal data.
func listCases(ctx context.Context, db store.Store, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "kenmerk\tsoort\tstatus\tantwoord vóór\twachtrij")
	for _, queue := range cases.Queues() {
		if queue == cases.QueueClosed {
			continue
		}
		if err := listQueue(ctx, db, queue, table); err != nil {
			return fmt.Errorf("list cases: %w", err)
		}
	}
	return table.Flush()
}

func listQueue(ctx context.Context, db store.Store, queue string, out io.Writer) error {
	page := store.Page{}
	for more := true; more; more = page.After != "" {
		records, next, err := db.List(ctx, cases.IndexQueue, queue, page)
		if err != nil {
			return err
		}
		for _, r := range records {
			c, err := cases.Decode(r)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", c.Reference, c.Kind, c.Status, c.DueAt.In(calendar.Location()).Format(time.DateOnly), queue)
		}
		page.After = next
	}
	return nil
}

// showCase prints what was sent in and what happened to it.
func showCase(ctx context.Context, db store.Store, ref string, out io.Writer) error {
	record, err := db.Get(ctx, cases.ID(ref))
	if err != nil {
		return fmt.Errorf("find %s: %w", ref, err)
	}
	c, err := cases.Decode(record)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "kenmerk: %s\nsoort: %s\nstatus: %s\ntaal: %s\nontvangen: %s\nantwoord vóór: %s\n", c.Reference, c.Kind, c.Status, c.Language,
		calendar.FormatMoment(c.CreatedAt, "nl"), calendar.FormatDate(c.DueAt, "nl"))
	if c.Hold {
		fmt.Fprintln(out, "vastgehouden: wordt niet gewist")
	}
	if len(c.Flags) > 0 {
		fmt.Fprintf(out, "verdacht: %s\n", strings.Join(c.Flags, ", "))
	}
	for _, name := range slices.Sorted(maps.Keys(c.Fields)) {
		for _, value := range c.Fields[name] {
			fmt.Fprintf(out, "%s: %s\n", name, printable(strings.ReplaceAll(value, "\n", "\n    ")))
		}
	}
	for _, e := range c.Thread {
		fmt.Fprintf(out, "%s  %s (%s): %s\n", calendar.FormatMoment(e.At, "nl"), e.Kind, e.Who, printable(strings.ReplaceAll(e.Text, "\n", "\n    ")))
	}
	for _, e := range c.Log {
		fmt.Fprintf(out, "%s  %s (%s)\n", calendar.FormatMoment(e.At, "nl"), e.What, e.Who)
	}
	return nil
}

// printable keeps what a visitor typed from steering a terminal (requirement 23).
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0) {
			return '\uFFFD'
		}
		return r
	}, s)
}
