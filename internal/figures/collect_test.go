package figures

import (
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
	"mkbloket/internal/table"
)

// event is a line of the log.
func event(at time.Time, what domain.Verb, who domain.Party) cases.Event {
	return cases.Event{At: at, What: string(what), Who: string(who)}
}

// question is a case of a question with a log.
func question(status string, log ...cases.Event) *cases.Case {
	return &cases.Case{Format: cases.Format, Kind: domain.KindQuestion, Status: status, CreatedAt: at("2026-11-02 10:00"),
		Fields: map[string][]string{"thema": {"innovatie"}, "gemeente": {"maastricht"}, "naam": {"J. Voorbeeld"}},
		Log:    append([]cases.Event{event(at("2026-11-02 10:00"), domain.VerbReceive, "formulier")}, log...)}
}

func TestWhatIsCountedOfACase(t *testing.T) {
	came, later := at("2026-11-02 10:00"), at("2026-11-03 10:00")
	base := Fact{Kind: domain.KindQuestion, Theme: "innovatie", Region: "zuid", CreatedAt: came, PromiseAt: came}
	with := func(change func(*Fact)) *Fact { f := base; change(&f); return &f }
	profile := func(status string, log ...cases.Event) *cases.Case {
		return &cases.Case{Kind: domain.KindProfile, Status: status, CreatedAt: came, Log: append(log, event(came, domain.VerbReceive, "formulier"))}
	}
	contact := func(status string, log ...cases.Event) *cases.Case {
		return &cases.Case{Kind: domain.KindContact, Status: status, CreatedAt: came, Log: append(log, event(came, domain.VerbReceive, "formulier"))}
	}
	flagged := question(domain.StatusNew)
	flagged.Flags = []string{cases.FlagTrap}
	redirected := question(domain.StatusSubmitted, event(later, domain.VerbRedirect, domain.PartyOfficer))
	redirected.Track = domain.KindAdvice
	redirected.Referrals = []cases.Referral{{State: domain.ReferralDone, AnsweredAt: later}, {State: domain.ReferralDeclined, AnsweredAt: later}, {State: domain.ReferralExpired},
		{State: domain.ReferralExpired, AnsweredAt: later}, {State: domain.ReferralWithdrawn}, {State: domain.ReferralOffered}}
	judged := question(domain.StatusClosed, event(later, domain.VerbAnswer, domain.PartyOfficer))
	judged.Feedback, judged.ClosedAt, judged.Outcome = &cases.Feedback{Answered: "nee", Useful: "deels"}, later, domain.OutcomeAnswered
	tests := []struct {
		name string
		in   *cases.Case
		want *Fact // nil: not counted
	}{
		{"new", question(domain.StatusNew), with(func(f *Fact) { f.Open = true })},
		{"taken, which nobody outside sees", question(domain.StatusInProgress, event(later, domain.VerbTake, domain.PartyOfficer)), with(func(f *Fact) { f.Open = true })},
		{"asked back", question(domain.StatusAsked, event(later, domain.VerbAsk, domain.PartyOfficer)), with(func(f *Fact) { f.Open, f.ReactedAt = true, later })},
		{"closed with feedback", judged, with(func(f *Fact) {
			f.ReactedAt, f.ClosedAt, f.Outcome, f.Answered, f.Useful = later, later, domain.OutcomeAnswered, "nee", "deels"
		})},
		{"goes on as a request", redirected, with(func(f *Fact) {
			f.Open, f.ReactedAt = true, later
			f.Referrals = []string{"aangenomen", "afgewezen", "verlopen", "aangenomen", "vervallen", "wacht"}
		})},
		{"spam", question(domain.StatusSpam), nil},
		{"suspicious", flagged, nil},
		{"a digest", &cases.Case{Kind: cases.KindDigest}, nil},
		{"a profile that nobody confirmed", profile(domain.StatusSubmitted), nil},
		{"a profile to judge", profile(domain.ProfileConfirmed, event(later, domain.VerbConfirm, domain.PartyOwner)),
			&Fact{Kind: domain.KindProfile, CreatedAt: came, PromiseAt: later, Open: true}},
		{"a profile on the site", profile(domain.ProfilePublished, event(later, domain.VerbConfirm, domain.PartyOwner), event(later, domain.VerbApprove, domain.PartyOfficer)),
			&Fact{Kind: domain.KindProfile, CreatedAt: came, PromiseAt: later, ReactedAt: later}},
		{"a message that its owner answered", contact(domain.StatusAnswered, event(later, domain.VerbAnswer, domain.PartyAdviser)),
			&Fact{Kind: domain.KindContact, CreatedAt: came, Open: true, Reply: table.MessageAnswered}},
		{"a message that the desk answered", contact(domain.StatusAnswered, event(later, domain.VerbAnswer, domain.PartyOfficer)),
			&Fact{Kind: domain.KindContact, CreatedAt: came, ReactedAt: later, Open: true, Reply: table.MessageDesk}},
		{"a message that waits", contact(domain.ContactRelayed), &Fact{Kind: domain.KindContact, CreatedAt: came, Open: true, Reply: table.MessageWaiting}},
		{"a message without an answer", contact(domain.StatusClosed), &Fact{Kind: domain.KindContact, CreatedAt: came, Reply: table.MessageSilent}},
		{"made anonymous", &cases.Case{Kind: domain.KindQuestion, Person: cases.Anonymous, Status: domain.StatusClosed, CreatedAt: came, ClosedAt: later, Fields: map[string][]string{"thema": {"innovatie"}, "gemeente": {"maastricht"}}},
			with(func(f *Fact) { f.ClosedAt, f.Anonymous = later, true })},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, ok := factOf(test.in, regionsOf(taxonomy()))
			switch {
			case ok != (test.want != nil):
				t.Errorf("got counted %v, want %v", ok, test.want != nil)
			case ok && !reflect.DeepEqual(got, *test.want):
				t.Errorf("got  %+v\nwant %+v", got, *test.want)
			}
		})
	}
}

// fill puts n questions in a store, each with a log, mail and a thread.
func fill(t testing.TB, s store.Store, n int) {
	t.Helper()
	const letters = "23456789"
	for i := range n {
		ref, rest := []byte("K7M3-2222"), i
		for j := 8; j > 4; j-- {
			ref[j], rest = letters[rest%8], rest/8
		}
		ref[3], ref[2] = letters[rest%8], letters[rest/8%8]
		c := question(domain.StatusClosed, event(at("2026-11-03 10:00"), domain.VerbAnswer, domain.PartyOfficer))
		c.Reference, c.Person, c.ClosedAt, c.Identity = string(ref), "p", at("2026-11-03 10:00"), fmt.Sprint(i)
		c.CreatedAt = c.CreatedAt.AddDate(0, 0, -i%300)
		c.Thread = []cases.Entry{{ID: "1", Kind: cases.EntryAnswer, Text: fmt.Sprintf("%0900d", i)}}
		r, err := cases.Encode(c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
}

func openStore(t testing.TB) store.Store {
	t.Helper()
	db, err := bolt.Open(filepath.Join(t.TempDir(), "data", "loket.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestRecordsThatAreNoCasesArePassedOver(t *testing.T) {
	db := openStore(t)
	fill(t, db, 30)
	for _, id := range []string{"staff-0123456789abcdef", "session-x", "audit-2026-11-23", "figures-x", "overzicht-2026-11-23"} {
		if _, err := db.Create(t.Context(), store.Record{ID: id, Body: []byte("geen zaak")}); err != nil {
			t.Fatal(err)
		}
	}
	facts, err := Collect(t.Context(), db, taxonomy())
	if err != nil || len(facts) != 30 {
		t.Errorf("got %d facts, %v, want 30", len(facts), err)
	}
}

func TestACaseThatCannotBeReadIsReported(t *testing.T) {
	db := openStore(t)
	if _, err := db.Create(t.Context(), store.Record{ID: "k7m3-p9qx", Body: []byte("{")}); err != nil {
		t.Fatal(err)
	}
	if _, err := Collect(t.Context(), db, taxonomy()); err == nil {
		t.Error("got no error, want the case that cannot be read")
	}
}

// BenchmarkCollect reads and counts a store of 20,000 cases.
func BenchmarkCollect(b *testing.B) {
	db, err := bolt.Open(filepath.Join(b.TempDir(), "data", "loket.db"), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	fill(b, db, 20_000)
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := Collect(b.Context(), db, taxonomy()); err != nil {
				b.Fatal(err)
			}
		}
	})
	facts, err := Collect(b.Context(), db, taxonomy())
	if err != nil {
		b.Fatal(err)
	}
	b.Run("count", func(b *testing.B) {
		for b.Loop() {
			Of(facts, config(), year, now)
		}
	})
}
