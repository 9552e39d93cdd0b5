package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"mkbloket/generator/publish"
	"mkbloket/generator/render"
	"mkbloket/templates"
)

// build writes the whole site and puts it in place in one step.
func build(ctx context.Context, args []string, s streams) error {
	f := flags("build", s)
	dir := f.String("content", "content", "folder with the content")
	out := f.String("out", "public", "folder that gets the site")
	base := f.String("base", "", "address of the site, as https://example.org (default: adres_site in site.yaml)")
	date := f.String("date", "", "day for which statuses are computed, as 2026-11-23 (default today)")
	if err := parse(f, args); err != nil {
		return err
	}
	day, err := dayOf(f, *date)
	if err != nil {
		return err
	}
	started := time.Now()
	p, err := loadGood(options{content: *dir, templates: templates.Embedded(), base: *base, today: day}, s)
	if err != nil {
		return err
	}
	if err := release(ctx, p, *out, progress(s.err, started)); err != nil {
		return err
	}
	report(s.out, p, day, *out, time.Since(started))
	return nil
}

// release writes the site into a new release of the folder out.
func release(ctx context.Context, p *portal, out string, show render.Progress) (err error) {
	r, err := publish.Open(ctx, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Abort()) }()
	if err := p.write(ctx, r.Write, show); err != nil {
		return err
	}
	_, err = r.Commit()
	return err
}

// report prints how many pages of each type there are, and what to look at.
func report(w io.Writer, p *portal, day time.Time, out string, took time.Duration) {
	count := map[string]int{}
	for _, page := range p.pages {
		count[page.Type]++
	}
	for _, kind := range slices.Sorted(maps.Keys(count)) {
		fmt.Fprintf(w, "%6d %s\n", count[kind], kind)
	}
	for _, warning := range p.bundle.Warnings(day) {
		fmt.Fprintf(w, "let op: %s\n", warning)
	}
	fmt.Fprintf(w, "%6d pagina's in %s, %.1f s\n", len(p.pages), out, took.Seconds())
}

// progress draws a bar on a terminal once the work takes longer than a second;
// elsewhere it is nil.
func progress(w io.Writer, started time.Time) render.Progress {
	file, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	var mu sync.Mutex
	drawn := -1
	return func(done, total int) {
		percent := 100 * done / total
		mu.Lock()
		defer mu.Unlock()
		if percent <= drawn || time.Since(started) < time.Second {
			return
		}
		drawn = percent
		fmt.Fprintf(w, "\r[%-50s] %3d %%", bar(percent/2), percent)
		if done == total {
			fmt.Fprintln(w)
		}
	}
}

func bar(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '#'
	}
	return string(b)
}
