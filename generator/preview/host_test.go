package preview

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestForeignHostsAreRefusedWhenHostsAreKnown(t *testing.T) {
	h, _ := newHandler(t, func(c *Config) { c.Hosts = []string{"loket.example"} })
	for host, want := range map[string]int{"loket.example": 200, "LOKET.example:8080": 200, "localhost:8080": 200, "127.0.0.1": 200,
		"[::1]:8080": 200, "evil.example": 421, "loket.example.evil.example": 421, "": 421, "localhost.evil.example": 421} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%q: got %d, want %d", host, w.Code, want)
		}
	}
}

// FuzzHost states: whatever the name in Host, the answer is the page or a
// refusal, never a redirect elsewhere, and does not repeat the name.
func FuzzHost(f *testing.F) {
	h, _ := newHandler(f, func(c *Config) { c.Hosts, c.Log = []string{"loket.example"}, slog.New(slog.DiscardHandler) })
	for _, seed := range []string{"loket.example", "localhost:1", "[::1]", "[::1]:8080", "evil.example", "", "a:b:c", "loket.example:x", "127.0.0.1.evil"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, host string) {
		r := httptest.NewRequest("GET", "/regelingen/wbso", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		want := http.StatusMisdirectedRequest
		if h.ours(host) {
			want = http.StatusPermanentRedirect
		}
		if w.Code != want || w.Code == 308 && w.Header().Get("Location") != "/regelingen/wbso/" {
			t.Errorf("%q: got %d %q, want %d", host, w.Code, w.Header().Get("Location"), want)
		}
		if len(host) > 20 && strings.Contains(w.Body.String(), host) {
			t.Errorf("%q: got the name in the answer, want it left out", host)
		}
	})
}
