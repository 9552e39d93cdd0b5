package privacy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/reference"
	"mkbloket/internal/store"
)

const day = 24 * time.Hour

// closed is a case that ended with a status at noon.
func closed(ref string, kind domain.Kind, status string) *cases.Case {
	c := newCase(ref, kind, anna)
	c.Status, c.ClosedAt, c.CreatedAt, c.Mail = status, noon, noon.AddDate(0, -1, -3), nil
	return c
}

func withFlags(c *cases.Case) *cases.Case {
	c.Flags = []string{"lokveld"}
	return c
}

func signedUp() *cases.Case {
	c := newCase("2222-2222", domain.KindProfile, anna)
	c.Confirm, c.Mail = &cases.Confirmation{Until: noon.Add(7 * day)}, nil
	return c
}

func TestEachRuleIsDueFromItsMomentOnAndNotBefore(t *testing.T) {
	redirected := closed("2222-2222", domain.KindQuestion, domain.StatusClosed)
	redirected.Track = domain.KindAdvice
	linkedLater := signedUp() // from before there were links
	linkedLater.CreatedAt = noon.AddDate(0, -3, 0)
	suspect := withFlags(newCase("2222-2222", domain.KindQuestion, anna))
	suspect.Mail = nil
	tests := []struct {
		rule string
		made *cases.Case
		days int
		gone bool // or made anonymous
	}{
		{"question", closed("2222-2222", domain.KindQuestion, domain.StatusClosed), 365, false},
		{"question", closed("2222-2222", domain.KindQuestion, domain.StatusWithdrawn), 365, false},
		{"advice", closed("2222-2222", domain.KindAdvice, domain.StatusClosed), 730, false},
		{"advice", redirected, 730, false},
		{"contact", closed("2222-2222", domain.KindContact, domain.StatusClosed), 365, false},
		{"contact", closed("2222-2222", domain.KindContact, domain.StatusWithdrawn), 365, false},
		{"unconfirmed", signedUp(), 7, true},
		{"unconfirmed", linkedLater, 7, true},
		{"signup", closed("2222-2222", domain.KindProfile, domain.ProfileRejected), 90, true},
		{"signup", closed("2222-2222", domain.KindProfile, domain.ProfileUnlisted), 90, true},
		{"spam", closed("2222-2222", domain.KindAdvice, domain.StatusSpam), 14, true},
		{"suspect", suspect, 14, true},
	}
	for _, test := range tests {
		for _, off := range []time.Duration{-day, -1, 0, day} {
			db := newStore(t)
			put(t, db, test.made)
			now := noon.Add(time.Duration(test.days)*day + off)
			report, err := Retain(t.Context(), db, now, Rules(), true)
			if err != nil || report.Failed() > 0 {
				t.Fatalf("%s: %v, %+v", test.rule, err, report)
			}
			done := ""
			for _, l := range report.Lines {
				done += strings.Repeat(l.Rule.Key, l.Done)
			}
			want := ""
			if off >= 0 {
				want = test.rule
			}
			left := get(t, db, "2222-2222")
			if done != want || (left == nil) != (test.gone && off >= 0) || left != nil && (left.Person == cases.Anonymous) != (!test.gone && off >= 0) {
				t.Errorf("%s %v after its days: got %q and %+v, want %q", test.rule, off, done, left, want)
			}
		}
	}
}

func TestOpenCasesAreKeptForEver(t *testing.T) {
	db := newStore(t)
	kinds := domain.Kinds()
	kept := 0
	for _, kind := range kinds {
		for i, stage := range domain.Life(kind).Stages {
			if stage.Phase == domain.PhaseClosed || kind == domain.KindProfile && i == 0 {
				continue
			}
			c := newCase(fmt.Sprintf("%d%c22-2222", 2+slices.Index(kinds, kind), reference.Alphabet[i]), kind, anna)
			c.Status, c.Mail = stage.Slug, nil
			put(t, db, c)
			kept++
		}
	}
	report, err := Retain(t.Context(), db, noon.AddDate(50, 0, 0), Rules(), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range report.Lines {
		if l.Done > 0 {
			t.Errorf("%s: got %d cases, want none: nothing was closed", l.Rule.Key, l.Done)
		}
	}
	if kept < 10 {
		t.Errorf("got only %d statuses looked at", kept)
	}
}

func TestEveryClosedStatusHasARule(t *testing.T) {
	for _, kind := range domain.Kinds() {
		for _, stage := range domain.Life(kind).Stages {
			if stage.Phase != domain.PhaseClosed || stage.Slug == domain.ProfileErased {
				continue
			}
			c := closed("2222-2222", kind, stage.Slug)
			if !slices.ContainsFunc(Rules(), func(r Rule) bool { return r.Days > 0 && r.applies(c, noon.AddDate(3, 0, 0)) }) {
				t.Errorf("%s in %s is kept for ever", kind, stage.Slug)
			}
		}
	}
}

func TestAnonymousCaseHoldsNothingThatWasTyped(t *testing.T) {
	db := newStore(t)
	c := closed("2222-2222", domain.KindQuestion, domain.StatusClosed)
	c.Thread = []cases.Entry{{ID: "1", At: noon, Kind: cases.EntryAnswer, Text: "Beste Anna"}}
	c.Shared = []cases.Share{{At: noon, Organisation: "Voorbeeld", Fields: []string{"naam"}}}
	c.Outcome = "advies_gegeven"
	put(t, db, c)
	if _, err := Retain(t.Context(), db, noon.Add(365*day), Rules(), true); err != nil {
		t.Fatal(err)
	}
	all := everything(t, db)
	for _, gone := range []string{"Anna", anna, hash(anna), "Een vraag", "Beste", "naam"} {
		if strings.Contains(all, gone) {
			t.Errorf("%q is still in %s", gone, all)
		}
	}
	got := get(t, db, "2222-2222")
	if got.Fields["thema"][0] != "starten" || got.Fields["gemeente"][0] != "venlo" || got.Outcome != c.Outcome || !got.CreatedAt.Equal(time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("got %+v, want subject, region, outcome and month", got)
	}
	report, err := Retain(t.Context(), db, noon.AddDate(9, 0, 0), Rules(), true)
	if err != nil || slices.ContainsFunc(report.Lines, func(l Line) bool { return l.Done > 0 }) {
		t.Errorf("again: got %+v, %v, want nothing to do", report, err)
	}
}

func TestWhatAnonymousCasesKeepIsNeitherPrivateNorFreeText(t *testing.T) {
	taxonomy := domain.NewTaxonomy()
	for _, kind := range domain.Kinds() {
		kept := keeps(kind)
		for _, f := range domain.NewSubmission(kind).Fields(taxonomy) {
			if i := slices.Index(kept, f.Name()); i >= 0 {
				kept = slices.Delete(slices.Clone(kept), i, i+1)
				if f.IsPrivate() || f.Kind() != "choice" {
					t.Errorf("%s of %s is kept and is private or not a choice", f.Name(), kind)
				}
			}
		}
		if len(kept) > 0 {
			t.Errorf("%s: %v are no fields", kind, kept)
		}
	}
}

func TestMailTextsGoSevenDaysAfterSending(t *testing.T) {
	db := newStore(t)
	c := newCase("2222-2222", domain.KindQuestion, anna)
	c.Mail[1].SentAt = noon.Add(day)
	waiting, parked := message("2222-2222", "wacht", anna), message("2222-2222", "weg", anna)
	c.Mail = append(c.Mail, cases.Outgoing{State: cases.MailWaiting, NextAt: noon, Message: waiting}, cases.Outgoing{State: cases.MailGivenUp, Message: parked},
		cases.Outgoing{State: cases.MailReturned, Message: message("2222-2222", "terug", anna)})
	put(t, db, c)
	for _, test := range []struct {
		after time.Duration
		left  string // one mark for each message that has a text
	}{{7*day - 1, "+++++"}, {7 * day, "-+++-"}, {8 * day, "--++-"}, {400 * day, "--++-"}} {
		if _, err := Retain(t.Context(), db, noon.Add(test.after), Rules(), true); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, m := range get(t, db, "2222-2222").Mail {
			if m.Message.Text == "" {
				got += "-"
			} else {
				got += "+"
			}
		}
		if got != test.left {
			t.Errorf("after %v: got %s, want %s", test.after, got, test.left)
		}
	}
}

func TestHoldAndDryRunChangeNothing(t *testing.T) {
	db := newStore(t)
	held := closed("2222-2222", domain.KindQuestion, domain.StatusClosed)
	held.Hold = true
	put(t, db, held)
	put(t, db, closed("3333-2222", domain.KindQuestion, domain.StatusClosed))
	before := everything(t, db)
	report, err := Retain(t.Context(), db, noon.AddDate(2, 0, 0), Rules(), false)
	if line := lineOf(report, "question"); err != nil || line.Done != 1 || line.Held != 1 || everything(t, db) != before {
		t.Errorf("dry run: got %+v, %v, want one to do, one held, nothing changed", line, err)
	}
	report, err = Retain(t.Context(), db, noon.AddDate(2, 0, 0), Rules(), true)
	if line := lineOf(report, "question"); err != nil || line.Done != 1 || line.Held != 1 || get(t, db, "2222-2222").Person == cases.Anonymous {
		t.Errorf("got %+v, %v, want the one on hold as it was", line, err)
	}
}

func TestCaseThatIsPutOnHoldMeanwhileIsKept(t *testing.T) {
	db := newStore(t)
	put(t, db, closed("2222-2222", domain.KindQuestion, domain.StatusClosed))
	report, err := Retain(t.Context(), holdMeanwhile(t, db), noon.AddDate(2, 0, 0), Rules(), true)
	if line := lineOf(report, "question"); err != nil || line.Done != 0 || len(line.Failed) != 0 || get(t, db, "2222-2222").Person == cases.Anonymous {
		t.Errorf("got %+v, %v, want the case left as it is", line, err)
	}
}

func lineOf(r Retention, key string) Line {
	for _, l := range r.Lines {
		if l.Rule.Key == key {
			return l
		}
	}
	return Line{}
}

func TestOneFailingCaseDoesNotStopTheRest(t *testing.T) {
	db := newStore(t)
	for i := range 6 {
		put(t, db, closed(fmt.Sprint("222", 2+i, "-2222"), domain.KindProfile, domain.ProfileRejected))
	}
	if _, err := db.Create(t.Context(), store.Record{ID: "3333-3333", Body: []byte("{")}); err != nil {
		t.Fatal(err)
	}
	frail := &frail{Store: db, fails: map[string]bool{"2223-2222": true}, lives: -1}
	report, err := Retain(t.Context(), frail, noon.AddDate(1, 0, 0), Rules(), true)
	if line := lineOf(report, "signup"); err != nil || line.Done != 5 || len(line.Failed) != 1 || line.Failed[0].ID != "2223-2222" || len(report.Unreadable) != 1 || report.Failed() != 2 {
		t.Errorf("got %+v, %+v, %v, want five done, one failed, one unreadable", line, report.Unreadable, err)
	}
}

// TestRetentionThatIsKilledHalfwayCanBeRunAgain kills it before each change in
// turn (fault FC-24).
func TestRetentionThatIsKilledHalfwayCanBeRunAgain(t *testing.T) {
	const old, young = 6, 6
	for lives := range old + 1 {
		db := newStore(t)
		for i := range old {
			put(t, db, closed(fmt.Sprint("222", 2+i, "-2222"), domain.KindProfile, domain.ProfileRejected))
			recent := closed(fmt.Sprint("333", 2+i, "-2222"), domain.KindProfile, domain.ProfileRejected)
			recent.ClosedAt = noon.Add(time.Hour)
			put(t, db, recent)
		}
		now := noon.Add(90 * day)
		first, err := Retain(t.Context(), &frail{Store: db, lives: lives}, now, Rules(), true)
		if err != nil {
			t.Fatal(err)
		}
		second, err := Retain(t.Context(), db, now, Rules(), true)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := lineOf(first, "signup").Done, lineOf(second, "signup").Done; a != lives || a+b != old {
			t.Errorf("killed after %d: got %d and %d done, want %d together", lives, a, b, old)
		}
		if got := strings.Count(everything(t, db), `"reference"`); got != young {
			t.Errorf("killed after %d: got %d cases left, want the %d young ones", lives, got, young)
		}
	}
}

func TestPeriodsAreThoseOfTheDataMap(t *testing.T) {
	promised := map[string]int{}
	for _, p := range domain.DataMap(domain.NewTaxonomy()) {
		promised[p.Key] = p.Days
	}
	for _, r := range Rules() {
		if days, ok := promised[r.Key]; ok && r.Days != days || r.Days <= 0 {
			t.Errorf("%s: got %d days, want %d", r.Key, r.Days, days)
		}
	}
	for _, key := range []string{"question", "advice", "signup", "mail"} {
		if !slices.ContainsFunc(Rules(), func(r Rule) bool { return r.Key == key }) {
			t.Errorf("nothing keeps the promise of %s", key)
		}
	}
}
