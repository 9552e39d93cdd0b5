package forms_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"mkbloket/internal/forms"
	"mkbloket/internal/store"
)

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
	d.handler = served(f.Handler())
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
	if !direct() {
		t.Skip("API Gateway sends no event before the body has arrived")
	}
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
	d.handler = served(f.Handler())
	r := postRequest("/api/question", question().Encode())
	r.Header.Set("Origin", "https://loket.example")
	if got := d.do(r).Code; got != http.StatusSeeOther {
		t.Errorf("got %d, want 303", got)
	}
}
