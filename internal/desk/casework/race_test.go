package casework_test

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"

	"mkbloket/internal/staff"
)

func TestOfManyOfficersAtOnceExactlyOneSaves(t *testing.T) {
	d := newDesk(t)
	ref := d.Question()
	const officers = 8
	var forms [officers]url.Values
	for i := range forms {
		forms[i] = filled(d, ref, "beantwoorden", "tekst", fmt.Sprint("Antwoord ", i))
	}
	var codes [officers]int
	var group sync.WaitGroup
	for i := range forms {
		group.Go(func() { codes[i] = d.Post(staff.Officer, path(ref, "beantwoorden"), forms[i]).Code })
	}
	group.Wait()
	saved := 0
	for _, code := range codes {
		if code == http.StatusSeeOther {
			saved++
		} else if code != http.StatusConflict {
			t.Errorf("got %d, want 303 or 409", code)
		}
	}
	if got := len(d.Case(ref).Thread); saved != 1 || got != 1 {
		t.Errorf("got %d saved and %d texts, want one of each", saved, got)
	}
}
