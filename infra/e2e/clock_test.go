package e2e

import (
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// overdue puts in cases for which something is due: a sign-up that nobody
// confirmed, a question whose asker does not react, a message to a profile that
// is not there any more, and a question that was closed long ago.
func (d *desk) overdue() {
	d.Helper()
	past := time.Now().AddDate(0, 0, -20).UTC()
	old := past.AddDate(-2, 0, 0)
	asker := map[string][]string{"email": {"laat@voorbeeld.example"}, "naam": {"L. Laat"}}
	common := cases.Case{Format: cases.Format, Revision: 1, Language: "nl", CreatedAt: past, DueAt: past, Person: "iemand", Fields: asker, Clock: cases.Clock{Since: past}}
	signUp, question, message, closed := common, common, common, common
	signUp.Reference, signUp.Kind, signUp.Status = "2222-2222", domain.KindProfile, domain.StatusSubmitted
	signUp.Confirm = &cases.Confirmation{Until: past.AddDate(0, 0, 7)}
	question.Reference, question.Kind, question.Status = "2222-3333", domain.KindQuestion, domain.StatusAsked
	message.Reference, message.Kind, message.Status = "2222-5555", domain.KindContact, domain.ContactRelayed
	message.Relays = []cases.Relay{{ID: "1", Page: "adviseurs/weg", Name: "Weg", At: past}}
	closed.Reference, closed.Kind, closed.Status, closed.ClosedAt = "2222-4444", domain.KindQuestion, domain.StatusClosed, old
	for _, c := range []*cases.Case{&signUp, &question, &message, &closed} {
		r, err := cases.Encode(c)
		if err != nil {
			d.Fatal(err)
		}
		if _, err := d.table.store(time.Now).Create(d.Context(), r); err != nil {
			d.Fatal(err)
		}
	}
}

// TestClockDoesWhatIsDueAndPurgeWhatWasKeptLongEnough starts both as their
// schedules do. Mail to people is written by day only, whenever this runs.
func TestClockDoesWhatIsDueAndPurgeWhatWasKeptLongEnough(t *testing.T) {
	t.Parallel()
	d := newDesk(t, setting{processes: 1})
	d.overdue()
	before := cases.WritesAt(time.Now())
	d.scheduled("clock")
	d.scheduled("clock")
	sure := before == cases.WritesAt(time.Now()) // the hour did not strike meanwhile
	log := d.pools["clock"].log()
	if strings.Count(log, `"ClockRuns":1`) != 2 || strings.Count(log, `"Ended":1`) != 1 {
		t.Errorf("log: got %s, want two runs of which the first erased the sign-up", log)
	}
	if got := strings.Count(log, `"Reminded":1`); sure && (got == 1) != before {
		t.Errorf("got %d reminders, want one by day (%v)", got, before)
	}
	if d.table.items()["case#2222-2222"] != nil {
		t.Error("the sign-up that nobody confirmed is there, want it erased")
	}
	log = d.purge()
	if !strings.Contains(log, `"Retained":1`) || !strings.Contains(log, `"rule":"question"`) {
		t.Errorf("log: got %s, want the old question erased and counted", log)
	}
	r, err := d.table.store(time.Now).Get(t.Context(), "2222-4444")
	if err != nil || strings.Contains(string(r.Body), "Laat") {
		t.Errorf("got %s and %v, want a case that names nobody", r.Body, err)
	}
}
