package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// Size of a fault run: each person has a process of the function.
const (
	people  = 4
	perHead = 8
	patient = 12 * time.Second // for an answer, good or bad: the 8 s of the forms, on a busy machine
)

// sheet is a form that somebody filled in, with what came of it.
type sheet struct {
	visitor *visitor
	action  string
	filled  url.Values
	text    string // in no other sheet
	ref     string // as the receipt says; empty: not accepted yet
}

// sheets gives n blank questions, each of a visitor and with a text of its own.
func (d *desk) sheets(n int) []*sheet {
	d.Helper()
	all := make([]*sheet, n)
	for i := range all {
		name := fmt.Sprintf("storing-%d", i)
		one := &sheet{visitor: d.visitor("nl"), text: fmt.Sprintf("vraag %d: ‘O'Brien’ 日本 <b> =SUM(%d)", i, i)}
		f := d.forms(name)[0]
		action, hidden := one.visitor.open(f.page)
		one.action, one.filled = action, joined(with(f.fields, "vraag", one.text), hidden)
		all[i] = one
	}
	return all
}

// post sends the sheet and notes the receipt.
func (s *sheet) post() *httptest.ResponseRecorder {
	w := s.visitor.post(s.action, s.filled)
	if w.Code == http.StatusSeeOther {
		s.ref = referenceIn(w)
	}
	return w
}

// together has people post their sheets, each one after the other.
func together(sheets []*sheet, post func(*sheet)) {
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() {
			for n := i; n < len(sheets); n += people {
				post(sheets[n])
			}
		})
	}
	all.Wait()
}

// recount holds the table against the sheets, of which all were accepted in the
// end: each is there once, as it was typed, and nothing else is.
func (d *desk) recount(sheets []*sheet) {
	d.Helper()
	found := d.table.cases()
	for _, s := range sheets {
		one := found[s.ref]
		if one == nil || one.Fields["vraag"][0] != s.text || len(one.Mail) < 1 || one.Kind != "question" {
			d.Errorf("%q: case %q is lost or changed", s.text, s.ref)
		}
	}
	d.nothingInvented(found, sheets)
	if got, want := len(found), len(sheets); got != want {
		d.Errorf("got %d cases, want %d", got, want)
	}
}

// nothingInvented looks whether every case is a sheet, and no sheet is two.
func (d *desk) nothingInvented(found map[string]*cases.Case, sheets []*sheet) {
	d.Helper()
	sent := map[string]bool{}
	for _, s := range sheets {
		sent[s.text] = true
	}
	seen := map[string]string{}
	for ref, one := range found {
		text := one.Fields["vraag"][0]
		if !sent[text] {
			d.Errorf("case %s: nobody sent %q", ref, text)
		}
		if other, twice := seen[text]; twice {
			d.Errorf("%q is in the cases %s and %s", text, ref, other)
		}
		seen[text] = ref
	}
}

func TestNothingIsLostOrTwiceUnderFaults(t *testing.T) {
	t.Parallel()
	dynamotest.Local(t)
	var plans = []struct {
		name string
		plan dynamotest.Plan
		hit  func(dynamotest.Counts) int
	}{
		{"throttling", dynamotest.Plan{Throttle: 0.5}, func(c dynamotest.Counts) int { return c.Throttled }},
		{"faults", dynamotest.Plan{Fault: 0.5}, func(c dynamotest.Counts) int { return c.Faulted }},
		{"hangs", dynamotest.Plan{Hang: 0.1}, func(c dynamotest.Counts) int { return c.Hung }},
		{"lost answers", dynamotest.Plan{Lost: 0.4}, func(c dynamotest.Counts) int { return c.Lost }},
		{"everything", dynamotest.Plan{Throttle: 0.3, Fault: 0.1, Hang: 0.01, Late: 0.01, Lost: 0.2},
			func(c dynamotest.Counts) int { return min(c.Throttled, c.Faulted, c.Lost) }},
	}
	for _, p := range plans {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			faults := dynamotest.NewFaults(t, dynamotest.Local(t), rand.Uint64())
			d := newDesk(t, setting{processes: people, database: faults.URL()})
			sheets := d.sheets(people * perHead)
			faults.Set(p.plan)
			d.postUnderFaults(sheets)
			faults.Settle()
			if p.hit(faults.Counts()) < people {
				t.Errorf("got %+v, want more faults", faults.Counts())
			}
			d.nothingInvented(d.table.cases(), sheets)
			faults.Set(dynamotest.Plan{})
			d.postAgain(sheets)
			d.recount(sheets)
			t.Logf("%+v", faults.Counts())
		})
	}
}

// postUnderFaults posts every sheet once. Who is not accepted gets a page with
// his text, in time.
func (d *desk) postUnderFaults(sheets []*sheet) {
	d.Helper()
	var mu sync.Mutex
	codes, slowest := map[int]int{}, time.Duration(0)
	together(sheets, func(s *sheet) {
		began := time.Now()
		w := s.post()
		took := time.Since(began)
		switch w.Code {
		case http.StatusSeeOther:
		case http.StatusServiceUnavailable, http.StatusTooManyRequests:
			s.visitor.kept(w.Body.String(), s.text, s.filled.Get("formulier"))
		default:
			d.Errorf("%q: got %d, want 303, 429 or 503", s.text, w.Code)
		}
		mu.Lock()
		defer mu.Unlock()
		codes[w.Code]++
		slowest = max(slowest, took)
	})
	if slowest > patient {
		d.Errorf("an answer took %v, want at most %v", slowest, patient)
	}
	d.Logf("answers %v, the slowest after %v", codes, slowest)
}

// postAgain sends every sheet again, also the accepted ones: those keep their
// reference.
func (d *desk) postAgain(sheets []*sheet) {
	d.Helper()
	together(sheets, func(s *sheet) {
		before := s.ref
		if w := s.post(); w.Code != http.StatusSeeOther || before != "" && s.ref != before {
			d.Errorf("%q again: got %d and %s, want 303 and %q", s.text, w.Code, s.ref, before)
		}
	})
}

// TestTableThatDoesNotAnswerCostsNoText has the table away altogether, for one
// form of each kind.
func TestTableThatDoesNotAnswerCostsNoText(t *testing.T) {
	t.Parallel()
	faults := dynamotest.NewFaults(t, dynamotest.Local(t), rand.Uint64())
	d := newDesk(t, setting{processes: 3, database: faults.URL()})
	var sheets []*sheet
	for _, f := range d.forms("weg") {
		one := &sheet{visitor: d.visitor("nl"), text: strings.Split(f.fields.Get(f.long), "\n")[0]}
		action, hidden := one.visitor.open(f.page)
		one.action, one.filled = action, with(joined(f.fields, hidden), "stap", "versturen")
		sheets = append(sheets, one)
	}
	faults.Set(dynamotest.Plan{Hang: 1})
	d.postUnderFaults(sheets)
	if got := len(d.table.cases()); got != 0 {
		t.Errorf("got %d cases, want none", got)
	}
	faults.Set(dynamotest.Plan{})
	d.postAgain(sheets)
	if got := len(d.table.cases()); got != len(sheets) {
		t.Errorf("got %d cases, want %d", got, len(sheets))
	}
}
