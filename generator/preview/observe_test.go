package preview

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAPanicBecomesAPageWithANumber(t *testing.T) {
	h, log := newHandler(t, nil)
	r := get(t, h, "GET", "/api/panic")
	body := text(t, r)
	_, id, _ := strings.Cut(body, "Nummer: <code>")
	id, _, _ = strings.Cut(id, "<")
	if r.StatusCode != 500 || len(id) != 12 || strings.Contains(body, "jan@") || r.Header.Get("X-Half") != "" {
		t.Errorf("got %d %q, want 500 with a number and no details", r.StatusCode, body)
	}
	if got := log.String(); strings.Count(got, id) != 2 || !strings.Contains(got, "stack") || strings.Contains(got, `"msg":"jan@`) {
		t.Errorf("got log %s, want the stack and the request with number %s", got, id)
	}
	if r := get(t, h, "GET", "/"); r.StatusCode != 200 {
		t.Errorf("afterwards: got %d, want 200", r.StatusCode)
	}
}

func TestAPanicHalfwayBreaksTheConnection(t *testing.T) {
	h, _ := newHandler(t, nil)
	server := httptest.NewServer(h)
	defer server.Close()
	if r, err := server.Client().Get(server.URL + "/api/half"); err == nil {
		defer r.Body.Close()
		var b bytes.Buffer
		if _, err := b.ReadFrom(r.Body); err == nil {
			t.Errorf("got %q without error, want a broken answer", b.String())
		}
	}
}

func TestTheLogHoldsNothingPersonal(t *testing.T) {
	h, log := newHandler(t, nil)
	for _, target := range []string{"/?naam=canary", "/Canary@example.org", "/canary%40example.org", "/vraag-stellen/?q=canary", "/api/x?canary", "/api/panic?canary"} {
		r := httptest.NewRequest("CANARY", target, nil)
		r.RemoteAddr = "203.0.113.77:5000"
		r.Header.Set("User-Agent", "canary")
		r.Header.Set("Referer", "https://x.example/canary")
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	got := log.String()
	if strings.Contains(strings.ToLower(got), "canary") || strings.Contains(got, "113.77") {
		t.Errorf("got %s, want no query, name, full address or referer", got)
	}
	if !strings.Contains(got, `"from":"203.0.113.0/24"`) || !strings.Contains(got, `"path":"other"`) {
		t.Errorf("got %s, want the network and a path", got)
	}
}
