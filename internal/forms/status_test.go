package forms_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"mkbloket/internal/cases"
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
		{"post to the page of a form", func(r *http.Request) { r.URL.Path = "/vraag-stellen/" }, filled, 405, ""},
		{"path that leads elsewhere", func(r *http.Request) { r.URL.Path = "/api/../elders" }, filled, 404, ""},
		{"doubled slash", func(r *http.Request) { r.URL.Path = "/api//question" }, filled, 404, ""},
		{"doubled slash at the end", func(r *http.Request) { r.URL.Path = "/vraag-stellen//" }, filled, 404, ""},
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
