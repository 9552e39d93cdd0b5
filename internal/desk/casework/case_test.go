package casework_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mkbloket/internal/desk/casework"
	"mkbloket/internal/desk/desktest"
	"mkbloket/internal/domain"
	"mkbloket/internal/staff"
)

func newDesk(t *testing.T) *desktest.Desk {
	t.Helper()
	d := desktest.New(t)
	d.Serve(casework.Routes(d.Server, casework.Config{Cases: d.Cases, Staff: d.Staff}))
	return d
}

// path is the address of a case, or of what is done to it.
func path(ref string, deed ...string) string {
	return "/balie/zaken/" + ref + "/" + strings.Join(append(deed, ""), "/")
}

// filled opens the page of a deed and fills in its form.
func filled(d *desktest.Desk, ref, deed string, pairs ...string) url.Values {
	d.Helper()
	v := d.Form(d.Get(staff.Officer, path(ref, deed)), path(ref, deed))
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestAnOfficerTakesAndAnswersAQuestion(t *testing.T) {
	d := newDesk(t)
	ref := d.Question()
	list := d.Get(staff.Officer, "/balie/zaken/").Body.String()
	if !strings.Contains(list, ref) || !strings.Contains(list, "over 2 werkdagen") {
		t.Fatalf("got no %s with its date in the list:\n%s", ref, list)
	}
	shown := d.Get(staff.Officer, path(ref))
	if shown.Code != http.StatusOK {
		t.Fatalf("got %d: %s", shown.Code, shown.Body)
	}
	took := d.Post(staff.Officer, path(ref, "oppakken"), d.Form(shown, path(ref, "oppakken")))
	if took.Code != http.StatusSeeOther || d.Case(ref).Assignee != d.Accounts[staff.Officer].ID {
		t.Fatalf("got %d and assignee %q: %s", took.Code, d.Case(ref).Assignee, took.Body)
	}
	form := filled(d, ref, "beantwoorden", "tekst", "U kunt terecht bij het energieloket.", "stap", "voorbeeld")
	preview := d.Post(staff.Officer, path(ref, "beantwoorden"), form)
	if body := preview.Body.String(); preview.Code != http.StatusOK || !strings.Contains(body, "/volgen/?k=") || d.Case(ref).Status != domain.StatusInProgress {
		t.Fatalf("got %d and status %s, want the mail with its link and nothing done:\n%s", preview.Code, d.Case(ref).Status, body)
	}
	form.Del("stap")
	sent := d.Post(staff.Officer, path(ref, "beantwoorden"), form)
	if sent.Code != http.StatusSeeOther || d.Case(ref).Status != domain.StatusAnswered {
		t.Fatalf("got %d and status %s: %s", sent.Code, d.Case(ref).Status, sent.Body)
	}
	again := d.Post(staff.Officer, path(ref, "beantwoorden"), form)
	if again.Code != http.StatusSeeOther || len(d.Case(ref).Thread) != 1 {
		t.Errorf("sent twice: got %d and %d texts, want 303 and 1", again.Code, len(d.Case(ref).Thread))
	}
}
