package page_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/desktest"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/staff"
	"mkbloket/internal/store"
)

func TestSeesByRegionAndAssignment(t *testing.T) {
	taxonomy := desktest.Taxonomy()
	lies := func(municipality string) *cases.Case {
		c := &cases.Case{Fields: map[string][]string{}}
		if municipality != "" {
			c.Fields["gemeente"] = []string{municipality}
		}
		return c
	}
	mine := lies("maastricht")
	mine.Assignee = "a1"
	var tests = []struct {
		name    string
		account *staff.Account
		one     *cases.Case
		want    bool
	}{
		{"nobody", nil, lies("venlo"), false},
		{"all regions", &staff.Account{}, lies("venlo"), true},
		{"own region", &staff.Account{Regions: []string{"noord-limburg"}}, lies("venlo"), true},
		{"another region", &staff.Account{Regions: []string{"zuid-limburg"}}, lies("venlo"), false},
		{"the whole province", &staff.Account{Regions: []string{"limburg"}}, lies("venlo"), true},
		{"no place is known", &staff.Account{Regions: []string{"zuid-limburg"}}, lies(""), true},
		{"an unknown place", &staff.Account{Regions: []string{"zuid-limburg"}}, lies("elders"), true},
		{"assigned", &staff.Account{ID: "a1", Regions: []string{"noord-limburg"}}, mine, true},
		{"a profile for the province", &staff.Account{Regions: []string{"noord-limburg"}},
			&cases.Case{Kind: domain.KindProfile, Fields: map[string][]string{"regios": {"limburg"}}}, true},
		{"a profile for two regions", &staff.Account{Regions: []string{"noord-limburg"}},
			&cases.Case{Kind: domain.KindProfile, Fields: map[string][]string{"regios": {"zuid-limburg", "venlo"}}}, true},
	}
	for _, test := range tests {
		if got := page.Sees(test.account, test.one, taxonomy); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestAfterSigningInOneGoesOnlyWhereTheDeskSaid(t *testing.T) {
	d := desktest.New(t)
	good, err := url.Parse(d.Server.SignIn("/balie/zaken/?lijst=mijn", true))
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Server.Onward(good.Query()); got != "/balie/zaken/?lijst=mijn" {
		t.Errorf("got %q, want the address that was asked for", got)
	}
	repeated := url.Values{}
	for _, v := range page.Repeat(good.Query()) {
		repeated.Set(v.Name, v.Value)
	}
	if got := d.Server.Onward(repeated); got != "/balie/zaken/?lijst=mijn" {
		t.Errorf("repeated by a form: got %q", got)
	}
	for _, forged := range []string{"https://kwaad.example/", "//kwaad.example/", "/balie/accounts/", "/balie/../x"} {
		v := good.Query()
		v.Set("verder", forged)
		if got := d.Server.Onward(v); got != page.Base {
			t.Errorf("%s with another's signature: got %q, want %q", forged, got, page.Base)
		}
		made, err := url.Parse(d.Server.SignIn(forged, false))
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Server.Onward(made.Query()); !strings.HasPrefix(got, page.Base) {
			t.Errorf("%s signed by us: got %q, want an address of the desk", forged, got)
		}
	}
}

func TestTheCookieCannotBeTakenElsewhere(t *testing.T) {
	d := desktest.New(t)
	w := httptest.NewRecorder()
	d.Server.SetCookie(w, "geheim")
	got := w.Header().Get("Set-Cookie")
	for _, want := range []string{"__Host-balie=geheim", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %s in it", got, want)
		}
	}
	if strings.Contains(got, "Domain") {
		t.Errorf("got %q, want no domain", got)
	}
}

// routes are two pages that fail in the way a test wants.
func routes(err error, seen *url.Values) []page.Route {
	return []page.Route{
		{Pattern: "GET /balie/zaken/{$}", Needs: staff.Work, Do: func(http.ResponseWriter, *page.Request) error { return err }},
		{Pattern: "POST /balie/zaken/{$}", Needs: staff.Work, Do: func(_ http.ResponseWriter, r *page.Request) error {
			*seen = r.Values
			return err
		}},
	}
}

func TestAPostIsReadAndCheckedBeforeItsHandlerRuns(t *testing.T) {
	d := desktest.New(t)
	var seen url.Values
	d.Serve(routes(store.ErrUnavailable, &seen))
	send := func(origin, kind, body string) *httptest.ResponseRecorder {
		seen = nil
		r := httptest.NewRequest("POST", "/balie/zaken/", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", origin)
		return d.Do(staff.Officer, r)
	}
	const form = "application/x-www-form-urlencoded"
	var tests = []struct {
		name, origin, kind, body string
		want                     int
	}{
		{"a form of the desk", "same-origin", form, "tekst=dag", http.StatusServiceUnavailable},
		{"of another site", "cross-site", form, "tekst=dag", http.StatusForbidden},
		{"not a form", "same-origin", "application/json", "{}", http.StatusUnsupportedMediaType},
		{"too large", "same-origin", form, "tekst=" + strings.Repeat("a", 300_000), http.StatusRequestEntityTooLarge},
	}
	for _, test := range tests {
		w := send(test.origin, test.kind, test.body)
		if w.Code != test.want {
			t.Errorf("%s: got %d, want %d", test.name, w.Code, test.want)
		}
		if ran := seen != nil; ran != (test.want == http.StatusServiceUnavailable) {
			t.Errorf("%s: the handler ran: %v", test.name, ran)
		}
	}
}

func TestAFaultOfTheStoreGivesTheFormBackFilledIn(t *testing.T) {
	d := desktest.New(t)
	var seen url.Values
	d.Serve(routes(store.ErrUnavailable, &seen))
	w := d.Post(staff.Officer, "/balie/zaken/", url.Values{"tekst": {"Mijn <b>tekst</b>"}, "formulier": {"x"}, "wachtwoord": {"geheim-woord"}})
	kept := d.Form(w, "/balie/zaken/")
	if w.Code != http.StatusServiceUnavailable || kept.Get("tekst") != "Mijn <b>tekst</b>" || kept.Get("formulier") != "x" {
		t.Errorf("got %d and %v, want 503 with everything typed", w.Code, kept)
	}
	if strings.Contains(w.Body.String(), "geheim-woord") {
		t.Error("got a password in the page")
	}
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("got Cache-Control %q, want no-store", got)
	}
	if strings.Contains(d.Log.String(), "Mijn") || strings.Contains(d.Log.String(), "geheim") {
		t.Error("got what was typed in the log")
	}
}

func TestAnUnknownFaultTellsNothingOfItself(t *testing.T) {
	d := desktest.New(t)
	var seen url.Values
	d.Serve(routes(io.ErrUnexpectedEOF, &seen))
	w := d.Get(staff.Officer, "/balie/zaken/")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "EOF") {
		t.Errorf("got %d, want 500 without the error:\n%s", w.Code, w.Body)
	}
}
