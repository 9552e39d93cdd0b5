package cases

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"mkbloket/internal/domain"
)

func goodDraft() FAQDraft {
	return FAQDraft{Slug: "mag-dat", Title: "Mag dat?", Summary: "Ja.", Text: "Ja, dat mag.", Themes: []string{"innovatie"}}
}

func TestADraftIsKeptOfAnAnswerOnly(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	ref := w.submit(question("Mag dat?", "j@voorbeeld.example")).Reference
	act := w.by(ref, domain.PartyOfficer)
	if _, got := w.KeepDraft(w.Context(), act, goodDraft()); !errors.Is(got, domain.ErrNotNow) {
		t.Errorf("got %v, want %v", got, domain.ErrNotNow)
	}
	w.does(w.Take(w.Context(), act))
	w.does(w.Answer(w.Context(), act, "Ja, dat mag."))
	before, _ := w.read(ref)
	c := w.does(w.KeepDraft(w.Context(), act, goodDraft()))
	if d := c.Draft; d == nil || d.By != "a1" || !d.At.Equal(w.now()) || len(c.Mail) != len(before.Mail) {
		t.Errorf("got %+v and %d messages, want a draft by a1 now, and no mail", d, len(c.Mail))
	}
	again, err := w.KeepDraft(w.Context(), act, goodDraft())
	if err != nil || again.Changed {
		t.Errorf("got %v %v, want that the same draft changes nothing", again.Changed, err)
	}
	if slices.ContainsFunc(c.Timeline(), func(m Moment) bool { return m.What == string(VerbDraft) }) {
		t.Error("got the draft in the timeline, want nothing that the asker sees")
	}
	if c = w.does(w.DropDraft(w.Context(), act)); c.Draft != nil {
		t.Errorf("got %+v, want none", c.Draft)
	}
}

func TestADraftThatCannotBeAPageIsRefused(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	ref := w.submit(question("Mag dat?", "j@voorbeeld.example")).Reference
	act := w.by(ref, domain.PartyOfficer)
	w.does(w.Take(w.Context(), act))
	w.does(w.Answer(w.Context(), act, "Ja, dat mag."))
	tests := []struct {
		name   string
		party  domain.Party
		change func(*FAQDraft)
		want   error
	}{
		{"no slug", domain.PartyOfficer, func(d *FAQDraft) { d.Slug = "" }, ErrChoice},
		{"a way out of the folder", domain.PartyOfficer, func(d *FAQDraft) { d.Slug = "../x" }, ErrChoice},
		{"no theme", domain.PartyOfficer, func(d *FAQDraft) { d.Themes = nil }, ErrChoice},
		{"no title", domain.PartyOfficer, func(d *FAQDraft) { d.Title = " " }, ErrText},
		{"a control", domain.PartyOfficer, func(d *FAQDraft) { d.Text = "a\x1b" }, ErrText},
		{"too long", domain.PartyOfficer, func(d *FAQDraft) { d.Text = strings.Repeat("a", MaxText+1) }, ErrText},
		{"the asker", domain.PartyAsker, func(*FAQDraft) {}, domain.ErrNotYours},
	}
	for _, test := range tests {
		d := goodDraft()
		test.change(&d)
		if _, got := w.KeepDraft(w.Context(), w.by(ref, test.party), d); !errors.Is(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestProfilesThatAreAlikeAreFound(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	with := func(name, website, email string) string {
		in := profile(name, email)
		in.Submission.(*domain.SignUp).Website = website
		return w.submit(in).Reference
	}
	one := with("A. Voorbeeld", "https://www.voorbeeld.example/a", "a@voorbeeld.example")
	with("B. Ander", "https://ander.example", "b@voorbeeld.example")
	name := with(" a.  voorbeeld", "", "c@voorbeeld.example")
	site := with("C. Ander", "http://voorbeeld.example", "d@voorbeeld.example")
	person := with("D. Ander", "", "A@voorbeeld.example")
	c, _ := w.read(one)
	found, err := w.SimilarProfiles(w.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range found {
		got[f.Case.Reference] = strings.Join(f.By, " ")
	}
	if want := map[string]string{name: "naam", site: "website", person: "email"}; len(got) != 3 || got[name] != want[name] || got[site] != want[site] || got[person] != want[person] {
		t.Errorf("got %v, want %v", got, want)
	}
}
