package e2e

import (
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestSameFormIsOneCase sends forms again, one after the other and at the same
// time: events go to the two processes of a function in turn.
func TestSameFormIsOneCase(t *testing.T) {
	t.Parallel()
	d := newDesk(t, setting{})
	for _, f := range d.forms("nog-eens") {
		t.Run(f.name, func(t *testing.T) {
			v := d.in(t).visitor("nl")
			before := len(d.table.cases())
			action, hidden := v.open(f.page)
			filled := with(joined(f.fields, hidden), "stap", "versturen")
			var first string
			for range 3 {
				w := v.post(action, filled)
				if first == "" {
					first = w.Header().Get("Location")
				}
				if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != first {
					t.Errorf("again: got %d and %s, want 303 and %s", w.Code, got, first)
				}
			}
			if got := len(d.table.cases()) - before; got != 1 {
				t.Errorf("got %d cases, want 1", got)
			}
		})
	}
}

func TestSameFormAtTheSameTimeIsOneCase(t *testing.T) {
	t.Parallel()
	d := newDesk(t, setting{processes: 4})
	m := d.newMapping()
	for round := range 5 {
		v := d.visitor("nl")
		f := d.forms("tegelijk")[round%4]
		action, hidden := v.open(f.page)
		filled := with(joined(f.fields, hidden), "stap", "versturen")
		var all sync.WaitGroup
		var answers [8]string
		for i := range answers {
			all.Go(func() { answers[i] = v.post(action, filled).Header().Get("Location") })
		}
		all.Wait()
		for _, got := range answers {
			if got != answers[0] || got == "" {
				t.Errorf("round %d: got %q, want eight times the same receipt", round, answers)
				break
			}
		}
		if got := len(d.table.cases()); got != round+1 {
			t.Errorf("round %d: got %d cases, want %d", round, got, round+1)
		}
		if changes := m.read(); len(changes) != 1 || changes[0]["eventName"] != "INSERT" {
			t.Errorf("round %d: got %d changes of the case, want that it was made", round, len(changes))
		}
	}
}

func TestReceiptCannotBeMadeUp(t *testing.T) {
	t.Parallel()
	d := newDesk(t, setting{processes: 1})
	v := d.visitor("nl")
	f := d.forms("bewijs")[0]
	action, hidden := v.open(f.page)
	where := v.post(action, joined(f.fields, hidden)).Header().Get("Location")
	if got := d.visitor("nl").get(where).Code; got != http.StatusOK {
		t.Errorf("%s, seen by another: got %d, want 200", where, got)
	}
	for name, other := range map[string]string{
		"another form":     strings.Replace(where, "/vraag-stellen/", "/advies-aanvragen/", 1),
		"another day":      strings.Replace(where, "d=20", "d=21", 1),
		"no signature":     where[:strings.Index(where, "&m=")],
		"another language": strings.Replace(where, "/vraag", "/fr/vraag", 1),
	} {
		if got := v.get(other).Code; got != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", name, got)
		}
	}
}
