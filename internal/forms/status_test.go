package forms_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/forms"
	"mkbloket/internal/store"
)

func TestEveryFormWrongAndRightInEveryLanguage(t *testing.T) {
	var tests = []struct {
		path, action, first string // first: the field of the first error of an empty form
		filled              url.Values
	}{
		{"/vraag-stellen/", "/api/question", "onderwerp", question()},
		{"/profiel-aanmelden/", "/api/profile", "profielsoort", profile()},
		{"/advies-aanvragen/", "/api/advice", "ambitie", advice()},
	}
	prefix := map[string]string{"nl": "Fout: ", "en": "Error: ", "de": "Fehler: "}
	for _, test := range tests {
		for _, lang := range []string{"nl", "en", "de"} {
			t.Run(test.action+" "+lang, func(t *testing.T) {
				d := newDesk(t, setting{})
				base := ""
				if lang != "nl" {
					base = "/" + lang
				}
				wrong := d.post(test.action, url.Values{"taal": {lang}, "naam": {"Bewaard & wel"}})
				body := wrong.Body.String()
				if wrong.Code != http.StatusUnprocessableEntity {
					t.Fatalf("empty form: got %d, want 422", wrong.Code)
				}
				for _, want := range []string{
					"<title>" + prefix[lang], `href="#` + test.first + `"`, `id="` + test.first + `"`,
					`aria-invalid="true"`, `role="alert"`, "Bewaard &amp; wel", `lang="` + lang + `"`,
				} {
					if !strings.Contains(body, want) {
						t.Errorf("empty form: got no %s", want)
					}
				}
				if strings.Contains(body, "[fout.") || strings.Contains(body, "[veld.") || strings.Contains(body, "[form.") {
					t.Error("empty form: got a key without text")
				}
				right := d.post(test.action, with(test.filled, "taal", lang, "formulier", d.token(base+test.path)))
				if right.Code != http.StatusSeeOther {
					t.Fatalf("filled form: got %d, want 303\n%s", right.Code, right.Body)
				}
				where := right.Header().Get("Location")
				if !strings.HasPrefix(where, base+test.path+"ontvangen/?") {
					t.Errorf("filled form leads to %s", where)
				}
				made := d.queue(cases.QueueNew)
				if len(made) != 1 || made[0].Language != lang || len(made[0].Mail) != 2 {
					t.Fatalf("got %d cases, want 1 in %s with 2 messages", len(made), lang)
				}
				if done := d.get(where); done.Code != http.StatusOK || !strings.Contains(done.Body.String(), made[0].Reference) {
					t.Errorf("confirmation: got %d, want 200 with %s", done.Code, made[0].Reference)
				}
			})
		}
	}
}

func TestRefusals(t *testing.T) {
	filled := question().Encode()
	many := url.Values{}
	for i := range 51 {
		many.Set("veld"+strings.Repeat("x", i), "1")
	}
	var tests = []struct {
		name   string
		change func(*http.Request)
		body   string
		status int
		shows  string
	}{
		{"too large", nil, "vraag=" + strings.Repeat("a", 256_001), 413, "Uw tekst is te lang"},
		{"too many fields", nil, many.Encode() + "&" + filled, 400, "Waar kan ik terecht?"},
		{"long field name", nil, strings.Repeat("n", 65) + "=1", 400, ""},
		{"two values where one belongs", nil, filled + "&naam=Ander", 400, "J. Voorbeeld"},
		{"two tokens", nil, filled + "&formulier=a&formulier=b", 400, "J. Voorbeeld"},
		{"broken escape", nil, "naam=%zz", 400, ""},
		{"JSON", header("Content-Type", "application/json"), `{}`, 415, ""},
		{"multipart", header("Content-Type", "multipart/form-data; boundary=x"), "--x--", 415, ""},
		{"no type", header("Content-Type", ""), filled, 415, ""},
		{"Latin-1", header("Content-Type", "application/x-www-form-urlencoded; charset=iso-8859-1"), filled, 415, ""},
		{"compressed", header("Content-Encoding", "gzip"), filled, 415, ""},
		{"from another site", header("Sec-Fetch-Site", "cross-site"), filled, 403, "Waar kan ik terecht?"},
		{"from another origin", header("Origin", "https://elders.example"), filled, 403, "Waar kan ik terecht?"},
		{"other method", func(r *http.Request) { r.Method = "PUT" }, filled, 405, ""},
		{"other path", func(r *http.Request) { r.URL.Path = "/api/elders" }, filled, 404, ""},
		{"English, by referrer", func(r *http.Request) {
			r.Header.Set("Referer", "http://example.com/en/vraag-stellen/")
			r.Header.Set("Content-Type", "text/plain")
		}, filled, 415, `<html lang="en">`},
		{"German, by browser", func(r *http.Request) {
			r.Header.Set("Accept-Language", "de-AT,de;q=0.9")
			r.Header.Set("Content-Type", "text/plain")
		}, filled, 415, `<html lang="de">`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, setting{})
			r := postRequest("/api/question", test.body)
			if test.change != nil {
				test.change(r)
			}
			w := d.do(r)
			body := w.Body.String()
			if w.Code != test.status {
				t.Errorf("status: got %d, want %d", w.Code, test.status)
			}
			if !strings.Contains(body, test.shows) {
				t.Errorf("page: got no %q", test.shows)
			}
			for _, want := range []string{"<h1>", `class="button"`, "/contact/"} {
				if !strings.Contains(body, want) {
					t.Errorf("page: got no %s, want an ordinary page with a way on", want)
				}
			}
			if got := w.Header().Get("Cache-Control"); got != "no-store" {
				t.Errorf("Cache-Control: got %q, want no-store", got)
			}
			if got := len(d.queue(cases.QueueNew)); got != 0 {
				t.Errorf("got %d cases, want 0", got)
			}
		})
	}
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set(name, value)
		if value == "" {
			r.Header.Del(name)
		}
	}
}

func TestCharsetUTF8IsTaken(t *testing.T) {
	d := newDesk(t, setting{})
	r := postRequest("/api/question", question().Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if got := d.do(r).Code; got != http.StatusSeeOther {
		t.Errorf("got %d, want 303", got)
	}
}

// failing is a store whose Create fails.
type failing struct {
	store.Store
	err error
}

func (f failing) Create(context.Context, store.Record) (store.Record, error) {
	return store.Record{}, f.err
}

func TestStoreFailureKeepsTheForm(t *testing.T) {
	var tests = []struct {
		name   string
		err    error
		status int
		retry  string
	}{
		{"disk full", store.ErrUnavailable, 503, "60"},
		{"too slow", context.DeadlineExceeded, 503, "60"},
		{"unexpected", errors.New("something odd"), 500, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, setting{wrap: func(s store.Store) store.Store { return failing{s, test.err} }})
			token := d.token("/vraag-stellen/")
			w := d.post("/api/question", with(question(), "formulier", token))
			body := w.Body.String()
			if w.Code != test.status || w.Header().Get("Retry-After") != test.retry {
				t.Errorf("got %d, Retry-After %q, want %d and %q", w.Code, w.Header().Get("Retry-After"), test.status, test.retry)
			}
			for _, want := range []string{"Waar kan ik terecht?", token, "Er is nog niets verstuurd", "<form", "Nummer van deze melding"} {
				if !strings.Contains(body, want) {
					t.Errorf("page: got no %q", want)
				}
			}
		})
	}
}

func TestPanicGivesAPageAndALogLine(t *testing.T) {
	d := newDesk(t, setting{})
	d.config.Titles = func(_, _, _ string) (string, bool) { panic("j@voorbeeld.example") }
	f, err := forms.New(d.config)
	if err != nil {
		t.Fatal(err)
	}
	d.handler = f.Handler()
	w := d.get("/vraag-stellen/?regeling=wbso")
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "Er is een storing") {
		t.Errorf("got %d, want 500 with a page", w.Code)
	}
	if log := d.log.String(); !strings.Contains(log, "panic") || strings.Contains(log, "voorbeeld") {
		t.Errorf("log: got %s, want the panic without its value", log)
	}
}

// cut is a body that breaks off, as when a connection is lost.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, errors.New("read from 192.0.2.1:4000: reset") }

func TestBrokenBodyIsRefusedWithoutLoggingTheAddress(t *testing.T) {
	d := newDesk(t, setting{})
	r := postRequest("/api/question", "")
	r.Body = io.NopCloser(cut{})
	if got := d.do(r).Code; got != http.StatusBadRequest {
		t.Errorf("got %d, want 400", got)
	}
	if strings.Contains(d.log.String(), "192.0.2.1") {
		t.Errorf("log: got %s, want no address", d.log)
	}
}

func TestNewRefusesAnIncompleteConfiguration(t *testing.T) {
	sound := newDesk(t, setting{}).config
	var tests = map[string]func(*forms.Config){
		"no cases":     func(c *forms.Config) { c.Cases = nil },
		"short secret": func(c *forms.Config) { c.Secret = nil },
		"odd origin":   func(c *forms.Config) { c.TrustedOrigins = []string{"voorbeeld/pad"} },
	}
	for name, change := range tests {
		c := sound
		change(&c)
		if _, err := forms.New(c); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}

func TestTrustedOriginMayPost(t *testing.T) {
	d := newDesk(t, setting{})
	d.config.TrustedOrigins = []string{"https://loket.example"}
	f, err := forms.New(d.config)
	if err != nil {
		t.Fatal(err)
	}
	d.handler = f.Handler()
	r := postRequest("/api/question", question().Encode())
	r.Header.Set("Origin", "https://loket.example")
	if got := d.do(r).Code; got != http.StatusSeeOther {
		t.Errorf("got %d, want 303", got)
	}
}

func TestTooManyFromOneAddress(t *testing.T) {
	d := newDesk(t, setting{limits: cases.Limits{PerOrigin: 2}})
	for i, want := range []int{303, 303, 429} {
		w := d.post("/api/question", with(question(), "onderwerp", strings.Repeat("x", i+1)))
		if w.Code != want {
			t.Fatalf("post %d: got %d, want %d", i+1, w.Code, want)
		}
		if want == 429 && (w.Header().Get("Retry-After") != "600" || !strings.Contains(w.Body.String(), "Waar kan ik terecht?")) {
			t.Errorf("got Retry-After %q, want 600 and the text kept", w.Header().Get("Retry-After"))
		}
	}
	if got := d.post("/api/question", with(question(), "onderwerp", "x")).Code; got != 303 {
		t.Errorf("repeat of an accepted post: got %d, want 303: it is not a new one", got)
	}
	for i := range 5 { // wrong posts do not count
		d.post("/api/question", url.Values{"naam": {strings.Repeat("y", i+1)}})
	}
	other := postRequest("/api/question", with(question(), "onderwerp", "ander adres").Encode())
	other.RemoteAddr = "[2001:db8::1]:4000"
	if got := d.do(other).Code; got != 303 {
		t.Errorf("another address: got %d, want 303", got)
	}
	d.clock.move(10 * time.Minute)
	if got := d.post("/api/question", with(question(), "onderwerp", "later")).Code; got != 303 {
		t.Errorf("ten minutes later: got %d, want 303", got)
	}
}

func TestGlobalBrake(t *testing.T) {
	d := newDesk(t, setting{limits: cases.Limits{PerOrigin: -1, All: 1}})
	d.post("/api/question", question())
	if got := d.post("/api/question", with(question(), "onderwerp", "tweede")).Code; got != 429 {
		t.Errorf("got %d, want 429", got)
	}
}

func TestForwardedAddressCountsOnlyBehindATrustedHop(t *testing.T) {
	for _, trusted := range []bool{false, true} {
		d := newDesk(t, setting{limits: cases.Limits{PerOrigin: 1}, trustedHop: trusted})
		want := map[bool]int{false: 429, true: 303}[trusted]
		var got int
		for _, from := range []string{"203.0.113.1, 198.51.100.7", "203.0.113.1, 198.51.100.8"} {
			r := postRequest("/api/question", with(question(), "onderwerp", from).Encode())
			r.Header.Set("X-Forwarded-For", from)
			got = d.do(r).Code
		}
		if got != want {
			t.Errorf("trusted %v: second address got %d, want %d", trusted, got, want)
		}
	}
}

func TestHeadAnswersWithoutBody(t *testing.T) {
	server := httptest.NewServer(newDesk(t, setting{}).handler)
	defer server.Close()
	answer, err := http.Head(server.URL + "/vraag-stellen/")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != 200 || len(body) != 0 {
		t.Errorf("got %d, %d bytes, error %v, want 200 and no bytes", answer.StatusCode, len(body), err)
	}
}
