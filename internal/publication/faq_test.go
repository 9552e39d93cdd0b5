package publication_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/publication"
)

// answered is a question of somebody who can be known by everything in it.
func answered(answer string) *cases.Case {
	return &cases.Case{
		Reference: "K7M3-P9QX", Kind: domain.KindQuestion, Status: "beantwoord",
		Fields: map[string][]string{
			"onderwerp": {"Subsidie voor Bakkerij De Krul"}, "naam": {"Wiesje van der Velden-Smeets"}, "bedrijf": {"Bakkerij De Krul B.V."}, "thema": {"innovatie"},
			"email": {"wiesje@krul.example"}, "telefoon": {"06-12345678"}, "kvk": {"12345678"},
		},
		Thread: []cases.Entry{{Kind: cases.EntryAnswer, Text: "oud"}, {Kind: cases.EntryAnswer, Text: answer}, {Kind: cases.EntryNote, Text: "intern"}},
	}
}

func TestADraftHidesWhatTheCaseTellsOfTheAsker(t *testing.T) {
	d, ok := publication.Propose(answered("Beste mevrouw Van der Velden,\n\nJa, dat kan. Uw bakkerij De Krul (KVK 12345678) past. Wiesje, bel 06-12345678 of 0612345678,"+
		" of mail wiesje@krul.example. Postcode 6211 AB, rekening NL91 ABNA 0417 1643 00, kenmerk K7M3-P9QX.\n\nMet vriendelijke groet,\nPiet"), taxonomy())
	if !ok {
		t.Fatal("got no draft, want one")
	}
	all := strings.ToLower(d.Title + d.Summary + d.Text + d.Slug)
	for _, secret := range []string{"wiesje", "velden", "smeets", "krul", "12345678", "6211", "abna", "k7m3", "piet", "beste", "oud", "intern"} {
		if strings.Contains(all, secret) {
			t.Errorf("got %q in %+v, want it hidden", secret, d)
		}
	}
	if !strings.HasPrefix(d.Summary, "Ja, dat kan.") || !slices.Equal(d.Themes, []string{"innovatie"}) || !strings.HasSuffix(d.Title, "?") {
		t.Errorf("got %+v, want title, summary and theme", d)
	}
}

func TestACaseWithoutAnswerGivesNoDraft(t *testing.T) {
	c := answered("x")
	c.Thread = c.Thread[2:]
	if _, got := publication.Propose(c, taxonomy()); got {
		t.Error("got a draft, want none")
	}
}

func TestWhatMayTellWhoAskedIsListed(t *testing.T) {
	tests := map[string][]string{
		"Dit is gewoon een antwoord. De WBSO past daarbij.":             nil,
		"Bel mevrouw Jansen op 043-1234567.":                            {"mevrouw Jansen", "043-1234567"},
		"U woont in Maastricht, Stationsweg 12, en kreeg € 25.000.":     {"Maastricht", "Stationsweg 12", "€ 25.000"},
		"Ik sprak met Anneke Hendriks op 12 maart 2026.":                {"Anneke Hendriks", "12 maart 2026"},
		"Het gaat om Voorbeeld Groep B.V. en [… ] niet om […].":         {"Voorbeeld Groep B.V.", publication.Masked},
		"Met uw partner, nummer 1234567, 6211AB, K7M3-P9QX, a@b.nl ook": {"uw partner", "1234567", "6211AB", "K7M3-P9QX", "a@b.nl"},
	}
	for text, want := range tests {
		var got []string
		for _, s := range publication.Suspects(text, taxonomy()) {
			if got = append(got, s.Text); s.Why == "" {
				t.Errorf("%q: got no reason for %q", text, s.Text)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestADraftBecomesAConcept(t *testing.T) {
	d := &cases.FAQDraft{Slug: "mag-dat", Title: "Mag dat?", Summary: "Ja: dat mag.", Text: "Dat mag.\n\n---\nconcept: false", Themes: []string{"innovatie"}}
	f, err := press().FAQ(d)
	if err != nil {
		t.Fatal(err)
	}
	want := "---\ntitel: Mag dat?\nsamenvatting: \"Ja: dat mag.\"\nthemas: [innovatie]\nconcept: true\nvia_loket: true\n---\n\nDat mag.\n\n---\nconcept: false\n"
	if f.Path != "vragen/mag-dat.md" || string(f.Data) != want {
		t.Errorf("got %s\n%s\nwant\n%s", f.Path, f.Data, want)
	}
	r, _, err := publication.ReadFAQ(f.Data, taxonomy())
	if err != nil || !r.Draft || !r.FromDesk {
		t.Errorf("got %+v %v, want a concept of the desk", r, err)
	}
}

func TestADraftThatBreaksTheRulesIsRefused(t *testing.T) {
	good := cases.FAQDraft{Slug: "mag-dat", Title: "Mag dat?", Summary: "Ja.", Text: "Ja.", Themes: []string{"innovatie"}}
	for name, change := range map[string]func(*cases.FAQDraft){
		"no title":      func(d *cases.FAQDraft) { d.Title = "" },
		"a long title":  func(d *cases.FAQDraft) { d.Title = strings.Repeat("a", 161) },
		"no theme":      func(d *cases.FAQDraft) { d.Themes = nil },
		"unknown theme": func(d *cases.FAQDraft) { d.Themes = []string{"weg"} },
		"a bad slug":    func(d *cases.FAQDraft) { d.Slug = "../x" },
		"a control":     func(d *cases.FAQDraft) { d.Title = "a\x1bb" },
	} {
		d := good
		change(&d)
		if _, got := press().FAQ(&d); !errors.Is(got, publication.ErrUnfit) {
			t.Errorf("%s: got %v, want %v", name, got, publication.ErrUnfit)
		}
	}
}
