package cases

import (
	"errors"
	"strings"
	"testing"

	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

func TestMergingClosesOneCaseAndKeepsItsTextsInTheOther(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	double, kept := w.submit(question("Oven", "j@voorbeeld.example")).Reference, w.submit(question("Nieuwe oven", "j@voorbeeld.example")).Reference
	w.does(w.AddInformation(w.Context(), w.by(double, domain.PartyAsker), "Het gaat om een bakkerij."))
	act := w.by(double, domain.PartyOfficer)
	act.Token = "blad"
	for range 2 { // pressing twice is once
		w.does(w.Merge(w.Context(), act, kept))
	}
	one, _ := w.read(double)
	if one.Status != domain.StatusClosed || one.Outcome != OutcomeDouble || !strings.Contains(one.last().Message.Text, kept) {
		t.Errorf("got %s with outcome %q and the mail %q, want it closed and the other named", one.Status, one.Outcome, one.last().Message.Text)
	}
	other, _ := w.read(kept)
	if len(other.Thread) != 1 || other.Thread[0].ForAsker() || !strings.Contains(other.Thread[0].Text, "Het gaat om een bakkerij.") {
		t.Errorf("got %+v, want one note with the texts", other.Thread)
	}
	named := func(c *Case, ref string) (n int) {
		for _, e := range c.Log {
			if e.About == ref {
				n++
			}
		}
		return n
	}
	if got := [2]int{named(one, kept), named(other, double)}; got != [2]int{1, 1} {
		t.Errorf("got %v lines that name the other case, want one in each", got)
	}
}

func TestMergingThatStoppedHalfWayIsCompletedByDoingItAgain(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	double, kept := w.submit(question("Oven", "j@voorbeeld.example")).Reference, w.submit(question("Nieuwe oven", "j@voorbeeld.example")).Reference
	one, _ := w.read(double)
	if err := w.takeIn(w.Context(), w.by(double, domain.PartyOfficer), one, kept); err != nil { // and then the power fails
		t.Fatal(err)
	}
	other := w.by(double, domain.PartyOfficer)
	other.By.ID = "a2"
	w.does(w.Merge(w.Context(), other, kept))
	if got, _ := w.read(kept); len(got.Thread) != 1 {
		t.Errorf("got %d notes, want the texts once", len(got.Thread))
	}
	if got, _ := w.read(double); !got.IsClosed() {
		t.Errorf("got %s, want it closed", got.Status)
	}
}

func TestMergingSaysWhyNot(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	one, two := w.submit(question("Oven", "j@voorbeeld.example")).Reference, w.submit(question("Oven", "ander@voorbeeld.example")).Reference
	closed, profile := w.submit(question("Kast", "j@voorbeeld.example")).Reference, w.submit(profile("J.", "j@voorbeeld.example")).Reference
	w.does(w.Finish(w.Context(), w.by(closed, domain.PartyOfficer), domain.OutcomeAnswered))
	seen := w.by(one, domain.PartyOfficer)
	seen.Revision = 7
	var tests = []struct {
		name string
		act  Act
		into string
		want error
	}{
		{"of another person", w.by(one, domain.PartyOfficer), two, ErrOtherPerson},
		{"with itself", w.by(one, domain.PartyOfficer), one, ErrChoice},
		{"with a closed one", w.by(one, domain.PartyOfficer), closed, ErrChoice},
		{"with a profile", w.by(one, domain.PartyOfficer), profile, ErrChoice},
		{"of a closed one", w.by(closed, domain.PartyOfficer), one, domain.ErrNotNow},
		{"with nothing", w.by(one, domain.PartyOfficer), "K7M3-P9QX", store.ErrNotFound},
		{"by the asker", w.by(one, domain.PartyAsker), closed, ErrChoice},
		{"that changed", seen, two, store.ErrStale},
	}
	for _, test := range tests {
		if _, err := w.Merge(w.Context(), test.act, test.into); !errors.Is(err, test.want) {
			t.Errorf("merging %s: got %v, want %v", test.name, err, test.want)
		}
	}
	if got, _ := w.read(two); len(got.Thread) != 0 || got.Revision != 1 {
		t.Errorf("got %d notes in a case that was refused, want it untouched", len(got.Thread))
	}
}

func TestLongTextsAreCutIntoPortionsThatHoldEverything(t *testing.T) {
	text := strings.Repeat("één regel van de vrager\n", 100)
	var all string
	for _, part := range portions(text, 500) {
		if n := len([]rune(part)); n > 500 {
			t.Errorf("got a portion of %d runes, want at most 500", n)
		}
		all += part + "\n"
	}
	if got, want := strings.Fields(all), strings.Fields(text); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %d words, want %d", len(got), len(want))
	}
}
