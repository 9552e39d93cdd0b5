package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/templates"
)

// BenchmarkBuild builds a site of 10,000 schemes in one language, from reading
// the content to the last page, into memory. The ratio to another generator is
// measured by .ci/bench.
func BenchmarkBuild(b *testing.B) {
	dir := exampleContent(b, 10_000)
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, calendar.Location())
	for b.Loop() {
		p, problems, err := load(options{content: dir, templates: templates.Embedded(), today: day})
		if err != nil || len(problems) > 0 {
			b.Fatal(err, problems)
		}
		if err := p.write(b.Context(), func(string, []byte) error { return nil }, nil); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(p.pages)), "pages")
	}
}

// exampleContent writes n example schemes over the real taxonomy.
func exampleContent(b *testing.B, n int) string {
	b.Helper()
	dir := b.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "taxonomie"), os.DirFS("../content/taxonomie")); err != nil {
		b.Fatal(err)
	}
	settings, err := os.ReadFile("../content/site.yaml")
	if err != nil {
		b.Fatal(err)
	}
	settings = []byte(strings.Replace(string(settings), "[nl, en, de]", "[nl]", 1))
	if err := os.WriteFile(filepath.Join(dir, "site.yaml"), settings, 0o644); err != nil {
		b.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "regelingen"), 0o755); err != nil {
		b.Fatal(err)
	}
	themes := []string{"innovatie", "financiering", "personeel", "starten", "groeien", "circulair", "mobiliteit"}
	for i := range n {
		text := fmt.Sprintf("---\ntitel: Voorbeeld %d\nsamenvatting: Dit is een voorbeeld om mee te meten, nummer %d.\nsoort: subsidie\nbestuurslaag: rijk\n"+
			"verstrekker: Voorbeeld\nthemas: [%s, %s]\nfasen: [start, groei]\nopenstelling: rondes\nrondes:\n  - opent: 2026-01-01\n    sluit: 2027-%02d-01\n"+
			"bronnen:\n  - titel: Bron\n    url: https://example.nl/%d\nfeiten_uit: 2026\nbetrouwbaarheid: hoog\n---\n\n%s",
			i, i, themes[i%7], themes[(i+1+i/7%5)%7], 1+i%12, i, strings.Repeat("## Kop\n\nEen alinea met *nadruk* en een [link](/regelingen/).\n\n- punt\n- nog een punt\n\n", 12))
		if err := os.WriteFile(filepath.Join(dir, "regelingen", fmt.Sprintf("voorbeeld-%d.md", i)), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}
