// Package render turns pages of the model into files.
//
//	site.Page + templates.Set ──html/template──▶ HTML ──sink──▶ file
//	Markdown ──goldmark, safe mode──▶ HTML inside the page
//
// Template text, style sheet, script and drawings are minified once, when they
// are parsed, and not once per page: a page costs one execution of a template.
// Pages are independent, so they are rendered on all processors; what they
// contain does not depend on the order.
package render

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"mkbloket/generator/site"
	"mkbloket/templates"
)

// Sink receives the files of the site. It is called from several goroutines at
// once and must not keep data after it returns.
type Sink func(path string, data []byte) error

// Progress is told how many pages are done, of how many.
type Progress func(done, total int)

// Pages renders every page and hands it to sink. It stops at the first error
// or when ctx ends.
func Pages(ctx context.Context, set *templates.Set, pages []*site.Page, sink Sink, progress Progress) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next, done atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			var out bytes.Buffer
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(pages) {
					return
				}
				if err := page(set, pages[i], &out, sink); err != nil {
					cancel(err)
					return
				}
				if n := int(done.Add(1)); progress != nil {
					progress(n, len(pages))
				}
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

func page(set *templates.Set, p *site.Page, out *bytes.Buffer, sink Sink) error {
	out.Reset()
	if err := set.Execute(out, p.Template, &p.Page); err != nil {
		return fmt.Errorf("render %s: %w", p.Path, err)
	}
	return sink(File(p.Path), out.Bytes())
}

// Assets hands the fingerprinted files to sink.
func Assets(set *templates.Set, sink Sink) error {
	for path, data := range set.Assets().Files() {
		if err := sink(path, data); err != nil {
			return err
		}
	}
	return nil
}

// File is the file that holds the page at an address: a folder gets index.html.
func File(address string) string {
	if strings.HasSuffix(address, "/") {
		return address + "index.html"
	}
	return address
}

// parallel calls work for 0 to n-1 on all processors.
func parallel(n int, work func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wg.Wait()
}
