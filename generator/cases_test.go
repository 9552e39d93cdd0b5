package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mkbloket/generator/content/contenttest"
	"mkbloket/templates"
)

func TestCasesShowWhatCameInByTheForms(t *testing.T) {
	data := filepath.Join(t.TempDir(), "var")
	reference := sendQuestion(t, data, url.Values{
		"onderwerp": {"Example subject"}, "vraag": {"First line\nsecond line"}, "naam": {"Example Person"},
		"email": {"person@example.org"}, "contactvoorkeur": {"email"}, "toestemming": {"ja"},
	})
	got := output(t, 0, "cases", "-data", data)
	if !strings.Contains(got, reference) || strings.Contains(got, "person@example.org") {
		t.Errorf("got the list %q, want %s in it and no address", got, reference)
	}
	got = output(t, 0, "cases", strings.ToLower(reference), "-data", data)
	for _, want := range []string{"kenmerk: " + reference, "onderwerp: Example subject", "vraag: First line\n    second line", "email: person@example.org"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
	output(t, 1, "cases", "K7M3-P9QX", "-data", data)
	output(t, 2, "cases", "geen-kenmerk", "-data", data)
	output(t, 1, "cases", "-data", filepath.Join(data, "elders"))
}

// sendQuestion posts a question to a desk on the data folder and gives its reference.
func sendQuestion(t *testing.T, data string, fields url.Values) string {
	t.Helper()
	day, err := today("2026-11-23")
	if err != nil {
		t.Fatal(err)
	}
	p, problems, err := load(options{content: contenttest.Folder(t, nil), templates: templates.Embedded(), today: day})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	d, err := openDesk(t.Context(), settings{data: data}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.close(); err != nil {
			t.Error(err)
		}
	}()
	if err := d.use(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/api/question", strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	reference := regexp.MustCompile(`k=([A-Z0-9]{4}-[A-Z0-9]{4})`).FindStringSubmatch(w.Header().Get("Location"))
	if w.Code != http.StatusSeeOther || reference == nil {
		t.Fatalf("got %d to %q, want 303 to a page with the reference", w.Code, w.Header().Get("Location"))
	}
	return reference[1]
}

// output runs the command and checks its exit code.
func output(t *testing.T, code int, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if got := run(t.Context(), args, streams{&out, io.Discard}); got != code {
		t.Errorf("%v: got exit code %d, want %d", args, got, code)
	}
	return out.String()
}

func TestPrintableKeepsTextFromSteeringATerminal(t *testing.T) {
	for text, want := range map[string]string{
		"plain é 日本\nline": "plain é 日本\nline", "\x1b[2J": "\uFFFD[2J", "a\u009bb": "a\uFFFDb", "\x00\x7f": "\uFFFD\uFFFD",
	} {
		if got := printable(text); got != want {
			t.Errorf("printable(%q): got %q, want %q", text, got, want)
		}
	}
}
