package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mkbloket/generator/content"
	"mkbloket/generator/content/contenttest"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/handover"
	"mkbloket/templates"
)

// hostileProfiles are what T9 and T10 of the threat model fear, in every field of
// a sign-up that takes it.
func hostileProfiles(t *testing.T, taxonomy *domain.Taxonomy) []*cases.Case {
	var made []*cases.Case
	for _, text := range []string{
		"---\ntitel: ander\n---\n", "...", "via_loket: false", "!!binary x", "&a *a", "{{ .Site }}", "../../site.yaml", "--upload-pack=x", "# Kop", "Kop\n===", "> # Kop", "- # x",
		"<script>alert(1)</script>", `\<b>x</b>`, "<!-- x", "![x](y)", `\![x](y)`, "[x](javascript:alert(1))", "[x](/weg/)", "[x](//x.example)", "[x](<javascript:x>)", "[x](https://[)",
		"[x](https://x.example/(a)%zz)", "[x](#weg)", "[x]\n\n[x]: javascript:y", "[^1]\n\n[^1]: noot", "<https://x.example>", "[a](https://x.example \"t\")", "[a](https://goed.example/pad)",
		strings.Repeat("*", 500) + "a", strings.Repeat("> ", 60) + "a", strings.Repeat("[", 200), strings.Repeat("a: ", 150), "a\u2028b", "    <b>", "1. # x", "[![a](b)](c)", "a\u202eb",
		"*[a](/x)*", "[a]( /x )", "[a](\n/x)", "&#60;b&#62;", "&lt;b>", "[m](mailto:a@example.org)", "[t](http://a:b@x.example)", "~~~\n<b>\n~~~", "[ref][]\n", "x\n  ===", "=", "\t\t# x", "+ =",
	} {
		fields := map[string]string{}
		for _, f := range new(domain.SignUp).Fields(taxonomy) {
			value := text
			if f.Name() == "tekst" {
				value = "Wij helpen ondernemers in Limburg met alles.\n\n" + text
			}
			if slices.Contains([]string{"naam", "bedrijf", "biedt", "zoekt", "onafhankelijk", "tekst"}, f.Name()) && f.Parse([]string{value}) == nil {
				fields[f.Name()] = f.String()
			}
		}
		for name, value := range fields {
			n := len(made) + 1
			made = append(made, profileCase(n, domain.ProfilePublished, fmt.Sprintf("profiel-%d", n), map[string]string{name: value}))
		}
	}
	return made
}

// TestNoSignUpStopsTheSiteFromBeingBuilt takes hostile profiles all the way to
// pages: what is fit for a file is taken by the builder, and runs nothing.
func TestNoSignUpStopsTheSiteFromBeingBuilt(t *testing.T) {
	dir := contenttest.Folder(t, nil)
	bundle, _, err := content.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	db, closeStore, err := openPlace(placeWith(t, "folder", hostileProfiles(t, bundle.Taxonomy)...), false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = closeStore() }()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	a, err := handover.Approved(t.Context(), db, bundle.Taxonomy, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files, %d refused", len(a.Files), len(a.Unfit))
	if len(a.Unfit) > len(a.Files)/10 || len(a.Files) < 150 {
		t.Errorf("got %d files and %d refused, want nearly all of them: %q", len(a.Files), len(a.Unfit), a.Unfit)
	}
	a.Unfit = nil
	var out bytes.Buffer
	if err := (export{dir: dir, now: now}).run(a, streams{&out, &out}); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	p, problems, err := load(options{content: dir, templates: templates.Embedded(), today: now})
	if err != nil || len(problems) > 0 {
		t.Fatalf("got %v %v, want a good site", problems, err)
	}
	var kept atomic.Int64 // links that may stay
	err = p.write(t.Context(), func(name string, data []byte) error {
		if !strings.HasPrefix(name, "/adviseurs/profiel-") {
			return nil
		}
		_, main, _ := strings.Cut(string(data), "<article>")
		for _, bad := range []string{"<script", "<img", "<b>", `href="/weg`, `href="#weg`, `href="mailto`, `href="javascript`} {
			if strings.Contains(main, bad) {
				t.Errorf("%s: got %q in the page, want it as text", name, bad)
			}
		}
		if strings.Contains(main, `href="https://goed.example/pad"`) {
			kept.Add(1)
		}
		if strings.Contains(main, `goed.example/pad"`) && !strings.Contains(main, `goed.example/pad" rel="nofollow ugc noopener"`) {
			t.Errorf("%s: got a link that is not marked as a guest's", name)
		}
		return nil
	}, nil)
	if err != nil || kept.Load() == 0 {
		t.Errorf("got %d good links and %v, want those that are allowed", kept.Load(), err)
	}
}
