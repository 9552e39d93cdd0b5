package cases

import (
	"testing"
	"time"

	"mkbloket/internal/domain"
)

func asked(topic, name, company, email string) Input {
	in := question(topic, email)
	q := in.Submission.(*domain.Question)
	q.Name, q.Company = name, company
	return in
}

func TestSearchFindsWhatStaffTypes(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	oven := w.submit(asked("Een nieuwe oven", "J. de Vries", "Bakkerij Zon", "j@voorbeeld.example")).Reference
	closed := w.submit(asked("Export", "P. Jansen", "Zonwering BV", "p@voorbeeld.example")).Reference
	w.does(w.Finish(w.Context(), w.by(closed, domain.PartyOfficer), domain.OutcomeAnswered))
	all := func(*Case) bool { return true }
	for typed, want := range map[string]int{
		"de vries": 1, "DE  VRIES": 1, "zon": 2, "oven": 1, "j@voorbeeld.example": 1, "onbekend": 0, "": 0, "vrije tekst": 0,
	} {
		found, bounded, err := w.Search(w.Context(), typed, all)
		if err != nil || bounded || len(found) != want {
			t.Errorf("%q: got %d cases, bounded %v, %v, want %d", typed, len(found), bounded, err, want)
		}
	}
	hidden := func(c *Case) bool { return c.Reference != oven }
	for _, typed := range []string{"oven", "j@voorbeeld.example"} {
		if found, _, err := w.Search(w.Context(), typed, hidden); err != nil || len(found) != 0 {
			t.Errorf("%q by who may not see it: got %d cases and %v, want none", typed, len(found), err)
		}
	}
	w.pass(2 * ClosedFor)
	if found, _, err := w.Search(w.Context(), "zonwering", all); err != nil || len(found) != 0 {
		t.Errorf("long closed: got %d cases and %v, want none: the bound is a year", len(found), err)
	}
}

func TestDuplicatesAreOfOnePersonOrOneCompanyWithinThreeWeeks(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	old := w.submit(asked("Oud", "J.", "", "j@voorbeeld.example")).Reference
	w.pass(22 * 24 * time.Hour)
	same := w.submit(asked("Zelfde mens", "J.", "", "j@voorbeeld.example")).Reference
	company := w.submit(asked("Zelfde bedrijf", "K.", "bakkerij  ZON", "k@voorbeeld.example")).Reference
	w.submit(asked("Iets anders", "L.", "Slagerij Maan", "l@voorbeeld.example"))
	ref := w.submit(asked("Deze", "J.", "Bakkerij Zon", "j@voorbeeld.example")).Reference
	one, _ := w.read(ref)
	found, err := w.Duplicates(w.Context(), one)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, c := range found {
		got[c.Reference] = true
	}
	if len(got) != 2 || !got[same] || !got[company] || got[old] {
		t.Errorf("got %v, want %s and %s", got, same, company)
	}
}

func TestQueuedStopsAtItsBoundAndSaysSo(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	for _, topic := range []string{"een", "twee", "drie"} {
		w.submit(question(topic, "j@voorbeeld.example"))
	}
	for most, want := range map[int]bool{2: true, 10: false} {
		found, more, err := w.Queued(w.Context(), QueueNew, time.Time{}, most)
		if err != nil || more != want || len(found) != min(most, 3) {
			t.Errorf("most %d: got %d, more %v, %v, want more %v", most, len(found), more, err, want)
		}
	}
}

func TestARehearsalGivesTheMailAndChangesNothing(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	ref := w.submit(question("Oven", "j@voorbeeld.example")).Reference
	before, version := w.read(ref)
	mails, err := w.Rehearse(func(c *Cases) (Result, error) {
		return c.Answer(w.Context(), w.by(ref, domain.PartyOfficer), "Dat kan.")
	})
	after, same := w.read(ref)
	if err != nil || len(mails) != 1 || version.Version != same.Version || after.Revision != before.Revision {
		t.Fatalf("got %d messages, %v, version %d after %d, want one message and nothing written", len(mails), err, same.Version, version.Version)
	}
	w.does(w.Answer(w.Context(), w.by(ref, domain.PartyOfficer), "Dat kan."))
	if sent, _ := w.read(ref); sent.last().Message.Text != mails[0].Text || sent.last().Message.Subject != mails[0].Subject {
		t.Errorf("got %q sent, want what was shown: %q", sent.last().Message.Text, mails[0].Text)
	}
}
