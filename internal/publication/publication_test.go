package publication_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/publication"
	"mkbloket/internal/schema"
)

func taxonomy() *domain.Taxonomy {
	t := domain.NewTaxonomy()
	t.Themes = schema.NewVocabulary("themas", schema.Term{Slug: "innovatie"}, schema.Term{Slug: "personeel"})
	t.Sectors = schema.NewVocabulary("sectoren", schema.Term{Slug: "zorg"})
	t.Regions = schema.NewVocabulary("regios", schema.Term{Slug: "limburg"}, schema.Term{Slug: "zuid", Parent: "limburg"},
		schema.Term{Slug: "maastricht", Parent: "zuid", Code: "GM0935", Labels: map[string]string{"nl": "Maastricht"}})
	return t
}

func day(s string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, s, calendar.Location())
	if err != nil {
		panic(err)
	}
	return t
}

// signUp is a profile that was approved, with changes to its fields.
func signUp(changes map[string]string) *cases.Case {
	c := &cases.Case{
		Format: cases.Format, Reference: "K7M3-P9QX", Kind: domain.KindProfile, Status: domain.ProfilePublished, Page: "adviseurs/jan-jansen",
		ConfirmedAt: day("2026-11-02").Add(9 * time.Hour),
		Fields: map[string][]string{
			"profielsoort": {"adviseur"}, "naam": {"Jan Jansen"}, "bedrijf": {"Voorbeeld Advies"}, "biedt": {"Hulp bij plannen"}, "themas": {"innovatie"},
			"regios": {"zuid"}, "talen": {"nl", "de"}, "kosten": {"betaald"}, "onafhankelijk": {"Ik verkoop niets."}, "website": {"https://voorbeeld.example"},
			"tekst":                  {"Ik help ondernemers met plannen. Dat doe ik al jaren.\n\nBel gerust."},
			"email":                  {"jan@voorbeeld.example"},
			"capaciteit":             {"4"},
			"toestemming_publicatie": {"ja"},
		},
	}
	for name, value := range changes {
		c.Fields[name] = []string{value}
	}
	return c
}

func press() publication.Press {
	return publication.Press{Taxonomy: taxonomy(), Now: day("2026-11-23"), Listed: func(page string) bool { return page == "adviseurs/piet" }}
}

func TestAProfileBecomesAFile(t *testing.T) {
	got, err := press().Profile(signUp(nil), "adviseurs/jan-jansen")
	if err != nil {
		t.Fatal(err)
	}
	want := `---
titel: Jan Jansen
bedrijf: Voorbeeld Advies
samenvatting: Ik help ondernemers met plannen. Dat doe ik al jaren.
biedt: Hulp bij plannen
themas: [innovatie]
regios: [zuid]
talen: [nl, de]
kosten: betaald
onafhankelijk: Ik verkoop niets.
website: "https://voorbeeld.example"
bevestigd_op: 2026-11-02
via_loket: true
---

Ik help ondernemers met plannen. Dat doe ik al jaren.

Bel gerust.
`
	if got.Path != "adviseurs/jan-jansen.md" || string(got.Data) != want {
		t.Errorf("got %s\n%s\nwant\n%s", got.Path, got.Data, want)
	}
	for _, private := range []string{"jan@", "capaciteit", "K7M3", "toestemming"} {
		if strings.Contains(string(got.Data), private) {
			t.Errorf("got %q in the file, want nothing private", private)
		}
	}
}

func TestAPausedProfileSaysUntilWhenAndWhoStandsIn(t *testing.T) {
	tests := []struct {
		name, until, deputy string
		want, not           string
	}{
		{"with a deputy", "2027-01-05", "adviseurs/piet", "weer_beschikbaar_vanaf: 2027-01-05\nvervanger: piet\n", ""},
		{"with one who is gone", "2027-01-05", "adviseurs/weg", "weer_beschikbaar_vanaf: 2027-01-05\nvia_loket", "vervanger"},
		{"with an entrepreneur", "2027-01-05", "ondernemers/piet", "weer_beschikbaar_vanaf", "vervanger"},
		{"with itself", "2027-01-05", "adviseurs/jan-jansen", "weer_beschikbaar_vanaf", "vervanger"},
		{"until a day that is over", "2026-11-01", "adviseurs/piet", "via_loket", "weer_beschikbaar_vanaf"},
	}
	for _, test := range tests {
		c := signUp(nil)
		c.Status, c.PausedUntil, c.Deputy = domain.ProfilePaused, day(test.until), test.deputy
		got, err := press().Profile(c, c.Page)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(got.Data); !strings.Contains(text, test.want) || test.not != "" && strings.Contains(text, test.not) {
			t.Errorf("%s: got %s\nwant %q and not %q", test.name, text, test.want, test.not)
		}
	}
}

// hostileTexts are what T9 of the threat model fears, and more.
func hostileTexts() []string {
	return []string{
		"---\ntitel: ander\n---\n", "a\n---\n- b", "...", "via_loket: false", "titel: x\nvoorbeeld: true", "!!python/object x", "&a *a", "{{ x }}", "${{ secrets.X }}",
		"../../site", "--upload-pack=touch x", "-", "# Kop", "Kop\n===", "> # Kop", "- # x\n  =", "<script>alert(1)</script>", `\<b>x</b>`, "<!-- x", "<?php", "![x](y)",
		`\![x](y)`, "[x](javascript:alert(1))", "[x](/weg/)", "[x](//x.example)", "[x](<javascript:x>)", "[x](https://[)", "[x](https://x.example/(a)%zz)", "[x](#weg)",
		"[x]\n\n[x]: javascript:y", "[^1]\n\n[^1]: noot", "<https://x.example>", "<javascript:x>", "[a](https://x.example \"t\")", "[a](https://goed.example/pad)",
		strings.Repeat("*", 500) + "a", strings.Repeat("> ", 60) + "a", strings.Repeat(">", 60) + "a", strings.Repeat("[", 200), strings.Repeat("a: ", 150), "a\u2028b\u2029c",
		strings.Repeat("- ", 100), strings.Repeat("`", 99), "    <b>", "\t# x", "1. # x", "![[x]]", "[![a](b)](c)", "a\u202eb", "|a|\n|-|\n|b|", "*[a](/x)*", "[a]( /x )", "[a](\n/x)",
		"&#60;b&#62;", "&lt;b>", "mailto:a@example.org", "[m](mailto:a@example.org)", "[t](http://a:b@x.example)", "#", "##  ", "=", "  ==", "~~~\n<b>\n~~~", "Een nette tekst.",
	}
}

// Whatever is typed, the file reads back as it was meant, or is refused.
func TestAHostileTextStaysText(t *testing.T) {
	for _, s := range hostileTexts() {
		for _, name := range []string{"naam", "bedrijf", "biedt", "zoekt", "onafhankelijk", "tekst"} {
			value := s
			if name == "tekst" {
				value = "Wij helpen ondernemers in Limburg met alles.\n\n" + s
			}
			fields := new(domain.SignUp).Fields(taxonomy())
			f, _ := schema.Lookup(fields, name)
			if f.Parse([]string{value}) != nil {
				continue // the form does not take it
			}
			got, err := press().Profile(signUp(map[string]string{name: f.String()}), "adviseurs/jan-jansen")
			if errors.Is(err, publication.ErrUnfit) {
				continue
			}
			if err != nil {
				t.Errorf("%s %q: got %v, want none", name, s, err)
				continue
			}
			p, _, err := publication.ReadProfile(got.Data, taxonomy())
			if err != nil || !p.FromDesk || p.Example || got.Path != "adviseurs/jan-jansen.md" || name != "naam" && p.Title != "Jan Jansen" {
				t.Errorf("%s %q: got %+v %v, want the profile\n%s", name, s, p, err, got.Data)
			}
		}
	}
}

func TestWhatCannotBeAPageIsRefused(t *testing.T) {
	question := &cases.Case{Kind: domain.KindQuestion, Fields: map[string][]string{}}
	tests := []struct {
		name string
		c    *cases.Case
		page string
	}{
		{"a question", question, "adviseurs/x"},
		{"the wrong section", signUp(nil), "ondernemers/jan"},
		{"a section of the editors", signUp(nil), "regelingen/jan"},
		{"a way out of the folder", signUp(nil), "adviseurs/../x"},
		{"no slug", signUp(nil), "adviseurs/"},
		{"an option", signUp(nil), "adviseurs/-rf"},
		{"a theme that is no more", signUp(map[string]string{"themas": "weg"}), "adviseurs/jan"},
		{"a nest of brackets", signUp(map[string]string{"biedt": strings.Repeat("[", 60)}), "adviseurs/jan"},
		{"nothing but keys", signUp(map[string]string{"biedt": strings.Repeat("a: ", 150), "zoekt": strings.Repeat("b: ", 150)}), "adviseurs/jan"},
	}
	for _, test := range tests {
		if _, got := press().Profile(test.c, test.page); !errors.Is(got, publication.ErrUnfit) {
			t.Errorf("%s: got %v, want %v", test.name, got, publication.ErrUnfit)
		}
	}
}

func TestASlugIsFreeAndNotReserved(t *testing.T) {
	taken := func(slug string) bool { return slug == "jan-jansen" || slug == "jan-jansen-2" }
	tests := map[string]string{
		"Jan Jansen": "jan-jansen-3", "Thema": "thema-2", "CON": "con-2", "日本": "adviseur", "../x": "x", strings.Repeat("a", 200): strings.Repeat("a", 76),
	}
	for name, want := range tests {
		if got := publication.Slug(name, "adviseur", taken); got != want || !schema.IsSlug(got) {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	for slug, want := range map[string]bool{"piet": true, "jan-jansen": false, "feed": false, "-x": false, "a/b": false, "": false} {
		if got := publication.IsFree(slug, taken); got != want {
			t.Errorf("%q: got %v, want %v", slug, got, want)
		}
	}
}

func TestASummaryIsMadeOfWholeSentences(t *testing.T) {
	long := strings.Repeat("woord ", 80)
	tests := []struct{ name, text, biedt, want string }{
		{"two sentences", "## Kop\n\nEen zin. Nog **een**!\n\nEn meer tekst, want het moet lang zijn.", "Aanbod", "Een zin. Nog een!"},
		{"a number is no end", "Wij helpen al 3.5 jaar, zie [hier](https://x.example) hoe.", "Aanbod", "Wij helpen al 3.5 jaar, zie hier hoe."},
		{"no end at all", "Wij helpen u graag verder met uw plannen en dromen", "Aanbod", "Wij helpen u graag verder met uw plannen en dromen"},
		{"too long", long, "Aanbod", "Aanbod"},
	}
	for _, test := range tests {
		f, err := press().Profile(signUp(map[string]string{"tekst": test.text, "biedt": test.biedt}), "adviseurs/jan-jansen")
		if err != nil {
			t.Fatal(err)
		}
		p, _, err := publication.ReadProfile(f.Data, taxonomy())
		if err != nil || p.Summary != test.want {
			t.Errorf("%s: got %q %v, want %q", test.name, p.Summary, err, test.want)
		}
	}
}

func TestADiffTellsWhatIsRemovedAndAdded(t *testing.T) {
	got := publication.Diff("a\nb\nc\n", "a\nx\nc\nd\n")
	var b strings.Builder
	for _, l := range got {
		b.WriteString(l.Sort + l.Text + "\n")
	}
	if want := " a\n-b\n+x\n c\n+d\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
	if removed, added := publication.Changed(got); removed != 1 || added != 2 {
		t.Errorf("got -%d +%d, want -1 +2", removed, added)
	}
	b.Reset()
	publication.Print(&b, publication.Diff("", "a\x1b[31m\n"))
	if want := "  + a\\x1b[31m\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func FuzzDiff(f *testing.F) {
	f.Add("a\nb\n", "b\nc\n")
	f.Fuzz(func(t *testing.T, before, after string) {
		var a, b []string
		for _, l := range publication.Diff(before, after) {
			if l.Sort != publication.Added {
				a = append(a, l.Text)
			}
			if l.Sort != publication.Removed {
				b = append(b, l.Text)
			}
		}
		if got, want := strings.Join(a, "\n"), strings.TrimSuffix(before, "\n"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if got, want := strings.Join(b, "\n"), strings.TrimSuffix(after, "\n"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
