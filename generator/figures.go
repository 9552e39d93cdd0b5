package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"time"

	"mkbloket/generator/content"
	"mkbloket/internal/domain"
	"mkbloket/internal/figures"
	"mkbloket/internal/handover"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
	"mkbloket/internal/table"
)

// mostFigures is how large the file of public figures may be: content takes no
// larger one.
const mostFigures = 64 << 10

// figuresCommand counts what the desk did and writes what everybody may know of
// it into the content folder.
func figuresCommand(ctx context.Context, args []string, s streams) error {
	if len(args) == 0 || args[0] != "export" {
		fmt.Fprintln(s.err, "schrijf: generator figures export [-content content] [-data var] [-sleutel BESTAND]")
		return errUsage
	}
	return exportFigures(ctx, args[1:], s, nil)
}

// exportFigures carries out figures export. With a nil client a desk elsewhere is
// asked with the one of this program.
func exportFigures(ctx context.Context, args []string, s streams, client *http.Client) error {
	f := flags("figures export", s)
	dir := f.String("content", "content", "folder with the content")
	from := source{client: client}
	from.set(f)
	date := f.String("date", "", "day on which is counted, as 2026-11-23 (default now)")
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
	file, err := from.figures(ctx, figures.Config{Taxonomy: bundle.Taxonomy, Targets: bundle.Site.Targets.Days()}, now)
	if err != nil {
		return err
	}
	return keepFigures(*dir, file, bundle.Figures, s)
}

// figures counts at a place, or asks the server that holds it or the desk
// elsewhere.
func (o source) figures(ctx context.Context, c figures.Config, now time.Time) (file []byte, err error) {
	if o.isElsewhere() {
		h, err := o.ask(ctx, c.Taxonomy)
		return h.Figures, err
	}
	err = withPlace(o.place, func(db store.Store) (err error) {
		file, err = handover.Figures(ctx, db, c, now)
		return err
	})
	if !errors.Is(err, bolt.ErrLocked) {
		return file, err
	}
	body, err := askServer(ctx, o.place, "figures")
	if err != nil {
		return nil, err
	}
	file, err = io.ReadAll(io.LimitReader(body, mostFigures))
	if err = errors.Join(err, body.Close()); err != nil {
		return nil, fmt.Errorf("read the answer of the running server: %w", err)
	}
	return file, nil
}

// figuresHandler answers GET /figures on the control socket with the file of
// public figures, which holds nothing that is not public. config is that of the
// last good build; before it there is none, and its Taxonomy nil.
func figuresHandler(db store.Store, config func() (*domain.Taxonomy, map[domain.Kind]int), now func() time.Time) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		taxonomy, targets := config()
		if taxonomy == nil {
			http.Error(w, "the site was not built yet: mend the content first", http.StatusServiceUnavailable)
			return
		}
		file, err := handover.Figures(r.Context(), db, figures.Config{Taxonomy: taxonomy, Targets: targets}, now())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if _, err := w.Write(file); err != nil {
			panic(http.ErrAbortHandler) // the other side went away
		}
	}
}

// keepFigures writes the file unless it says what is there already, and takes it
// back when the content is not good with it.
func keepFigures(dir string, file []byte, had *table.Sheet, s streams) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open content folder: %w", err)
	}
	defer root.Close()
	old, err := root.ReadFile(content.FiguresName)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read figures: %w", err)
	}
	if had != nil && sameFigures(old, file) {
		fmt.Fprintf(s.out, "%s is niet veranderd\n", content.FiguresName)
		return nil
	}
	if err := replace(root, content.FiguresName, file); err != nil {
		return err
	}
	_, problems, err := content.Load(dir)
	if err == nil && len(problems) == 0 {
		fmt.Fprintf(s.out, "%s is geschreven\n", content.FiguresName)
		return nil
	}
	printProblems(s.err, problems)
	if had == nil {
		return errors.Join(errProblems, err, root.Remove(content.FiguresName))
	}
	return errors.Join(errProblems, err, replace(root, content.FiguresName, old))
}

// sameFigures reports whether two files differ in nothing but the day on which
// was counted: a new day alone is no news.
func sameFigures(a, b []byte) bool { return bytes.Equal(withoutDay(a), withoutDay(b)) }

func withoutDay(file []byte) []byte {
	var out []byte
	for line := range bytes.Lines(file) {
		if !bytes.HasPrefix(line, []byte("stand_op:")) {
			out = append(out, line...)
		}
	}
	return out
}
