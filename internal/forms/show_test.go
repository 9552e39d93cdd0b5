package forms_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/store"
)

func TestEveryFormOpensInEveryLanguage(t *testing.T) {
	d := newDesk(t, setting{})
	for _, path := range forms.Places([]string{"nl", "en", "de"})[0].Pages {
		lang := "nl"
		if prefix := path[1:3]; path[3] == '/' {
			lang = prefix
		}
		w := d.get(path)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `<html lang="`+lang+`"`) {
			t.Errorf("GET %s: got %d, want 200 in %s", path, w.Code, lang)
		}
		if i := strings.Index(w.Body.String(), "[form."); i >= 0 {
			t.Errorf("GET %s: got a key without text: %.60s", path, w.Body.String()[i:])
		}
	}
}

func TestOnlyTheBlankFormMayBeKeptByTheBrowser(t *testing.T) {
	d := newDesk(t, setting{})
	where := d.post("/api/question", question()).Header().Get("Location")
	for path, want := range map[string]string{"/vraag-stellen/": "private, no-cache", where: "no-store", "/elders": "no-store"} {
		if got := d.get(path).Header().Get("Cache-Control"); got != want {
			t.Errorf("GET %s: got %q, want %q", path, got, want)
		}
	}
	if got := d.post("/api/question", nil).Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("POST: got %q, want no-store", got)
	}
}

func TestPrefillTakesOnlyWhatIsKnown(t *testing.T) {
	d := newDesk(t, setting{})
	var tests = []struct{ path, has, hasNot string }{
		{"/vraag-stellen/?regeling=wbso", "WBSO", ""},
		{"/vraag-stellen/?regeling=onbekend", "", `name="regeling"`},
		{"/vraag-stellen/?regeling=%22%3E%3Cb%3E", "", `"><b>`},
		{"/vraag-stellen/?adviseur=liof", "", "Adviesloket"},
		{"/vraag-stellen/?thema=export", `value="export" selected`, ""},
		{"/vraag-stellen/?thema=elders", "", "selected"},
		{"/en/advies-aanvragen/?adviseur=liof&regeling=wbso", "Adviesloket van LIOF", ""},
		{"/profiel-aanmelden/?soort=adviseur", `value="adviseur" checked`, ""},
		{"/profiel-aanmelden/?soort=beheerder", "", "checked"},
	}
	for _, test := range tests {
		body := d.get(test.path).Body.String()
		if !strings.Contains(body, test.has) {
			t.Errorf("GET %s: got no %s", test.path, test.has)
		}
		if test.hasNot != "" && strings.Contains(body, test.hasNot) {
			t.Errorf("GET %s: got %s, want it left out", test.path, test.hasNot)
		}
	}
}

func TestConfirmationCannotBeForged(t *testing.T) {
	d := newDesk(t, setting{})
	where := d.post("/api/question", question()).Header().Get("Location")
	u, err := url.Parse(where)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := d.get(where).Code; got != http.StatusOK {
			t.Errorf("reload: got %d, want 200", got)
		}
	}
	for _, name := range []string{"k", "d", "m"} {
		for _, value := range []string{"", "X", "K7M3-P9QX", "2026-11-26"} {
			query := u.Query()
			query.Set(name, value)
			if got := d.get(u.Path + "?" + query.Encode()).Code; got != http.StatusNotFound {
				t.Errorf("%s=%s: got %d, want 404", name, value, got)
			}
		}
	}
	if got := d.get("/advies-aanvragen/ontvangen/?" + u.RawQuery).Code; got != http.StatusNotFound {
		t.Errorf("receipt of another form: got %d, want 404", got)
	}
}

func TestReadingChangesNothing(t *testing.T) {
	d := newDesk(t, setting{})
	where := d.post("/api/question", question()).Header().Get("Location")
	before := d.everything()
	for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
		for _, path := range []string{"/vraag-stellen/", "/en/profiel-aanmelden/", "/advies-aanvragen/?regeling=wbso", where,
			"/api/question", "/api/profile", "/api/advice", "/api/question?" + question().Encode(), "/elders"} {
			r := postRequest(path, question().Encode())
			r.Method = method
			if got := d.do(r).Code; got >= 500 {
				t.Errorf("%s %s: got %d", method, path, got)
			}
		}
	}
	if got := d.everything(); got != before {
		t.Errorf("store: got %q, want %q", got, before)
	}
}

func (d *desk) everything() string {
	d.Helper()
	var all strings.Builder
	for _, place := range [][2]string{{cases.IndexQueue, cases.QueueNew}, {cases.IndexQueue, cases.QueueSuspect}, {cases.IndexMail, cases.MailDue}} {
		records, _, err := d.store.List(d.Context(), place[0], place[1], store.Page{})
		if err != nil {
			d.Fatal(err)
		}
		for _, r := range records {
			all.WriteString(r.ID + string(rune('0'+r.Version)) + string(r.Body) + "\n")
		}
	}
	return all.String()
}

func TestOpeningTheActionLeadsToTheForm(t *testing.T) {
	d := newDesk(t, setting{})
	w := d.get("/api/advice")
	if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != "/advies-aanvragen/" {
		t.Errorf("got %d to %q, want 303 to /advies-aanvragen/", w.Code, got)
	}
}

func TestBlankPageHasNoToken(t *testing.T) {
	set := newSet(t)
	pages := forms.NewPages(set, nil, map[domain.Kind]int{domain.KindQuestion: 2})
	var b strings.Builder
	if err := set.Execute(&b, "form", pages.Blank(domain.KindQuestion, "de")); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), `name="formulier"`) || !strings.Contains(b.String(), `name="taal" value="de"`) {
		t.Error("want a German form without token")
	}
	if pages.Blank("elders", "nl") != nil {
		t.Error("want no page for an unknown kind")
	}
}
