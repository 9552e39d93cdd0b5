package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/handover"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

// records writes what the desk approved into the content folder, or shows the
// key with which a desk elsewhere gives it.
func records(ctx context.Context, args []string, s streams) error {
	switch {
	case len(args) > 0 && args[0] == "export":
		return exportRecords(ctx, args[1:], s, nil)
	case len(args) > 0 && args[0] == "key":
		return showKey(args[1:], s)
	}
	fmt.Fprintln(s.err, "schrijf: generator records export [-content content] [-data var] [-sleutel BESTAND] [-controleer]")
	fmt.Fprintln(s.err, "of:      generator records key [-data var | -geheim BESTAND]")
	return errUsage
}

// exportRecords carries out records export. With a nil client a desk elsewhere is
// asked with the one of this program.
func exportRecords(ctx context.Context, args []string, s streams, client *http.Client) error {
	f := flags("records export", s)
	dir := f.String("content", "content", "folder with the content")
	from := source{client: client}
	from.set(f)
	only := f.Bool("controleer", false, "only show what would change")
	empty := f.Bool("ook-leeg", false, "also take away the last files, when the store never published a profile")
	date := f.String("date", "", "day for which the files are made, as 2026-11-23 (default now)")
	if err := parse(f, args); err != nil {
		return err
	}
	now, err := from.at(f, *date)
	if err != nil {
		return err
	}
	bundle, err := goodContent(*dir, s)
	if err != nil {
		return err
	}
	approved, err := from.records(ctx, bundle.Taxonomy, now)
	if err != nil {
		return err
	}
	return export{dir: *dir, now: now, only: *only, empty: *empty}.run(approved, s)
}

// records reads a place, or asks the server that holds it or the desk elsewhere.
func (o source) records(ctx context.Context, t *domain.Taxonomy, now time.Time) (all handover.Records, err error) {
	if o.isElsewhere() {
		h, err := o.ask(ctx, t)
		return h.Records, err
	}
	err = withPlace(o.place, func(db store.Store) (err error) {
		all, err = handover.Approved(ctx, db, t, now)
		return err
	})
	if !errors.Is(err, bolt.ErrLocked) {
		return all, err
	}
	body, err := askServer(ctx, o.place, "records")
	if err != nil {
		return all, err
	}
	defer body.Close()
	if err := json.NewDecoder(io.LimitReader(body, mostRecords)).Decode(&all); err != nil {
		return all, fmt.Errorf("read the answer of the running server: %w", err)
	}
	return all, nil
}

const mostRecords = 256 << 20 // bytes of an answer of the server

// recordsHandler answers GET /records on the control socket: what the desk
// approved, as JSON. The taxonomy is that of the last good build; before it there
// is none.
func recordsHandler(db store.Store, taxonomy func() *domain.Taxonomy, now func() time.Time) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		t := taxonomy()
		if t == nil {
			http.Error(w, "the site was not built yet: mend the content first", http.StatusServiceUnavailable)
			return
		}
		approved, err := handover.Approved(r.Context(), db, t, now())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(approved); err != nil {
			panic(http.ErrAbortHandler) // the other side went away
		}
	}
}

// publishedFile reads the file of a page, such as adviseurs/jan-jansen, from a
// content folder. It reports false when there is none.
func publishedFile(dir, page string) ([]byte, bool) {
	had, err := readOwn(dir)
	if err != nil {
		return nil, false
	}
	data, ok := had[page+".md"]
	return data, ok
}

// sortedKeys are the keys of a map in order.
func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
