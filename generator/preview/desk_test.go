package preview

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Staff has a name of its own, or a path below the site; nowhere else do its
// pages answer, and nothing else answers at that name.
func TestPagesOfStaffAnswerWhereTheyShould(t *testing.T) {
	files, err := NewFiles(Site{Files: map[string][]byte{"/index.html": []byte("site"), "/assets/site.0123456789.css": []byte("css"), "/404.html": []byte("weg")}, Main: "nl"})
	if err != nil {
		t.Fatal(err)
	}
	desk := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "balie") })
	for _, c := range []struct {
		deskHost, host, path string
		status               int
		body                 string
	}{
		{"", "loket.example", "/balie/zaken/", 200, "balie"},
		{"", "loket.example", "/balie", 308, ""},
		{"", "loket.example", "/balieplus/", 404, ""},
		{"", "loket.example", "/", 200, "site"},
		{"", "loket.example", "/balie/%7aaken/", 404, ""},
		{"balie.example", "balie.example", "/balie/zaken/", 200, "balie"},
		{"balie.example", "BALIE.example:8080", "/balie/zaken/", 200, "balie"},
		{"balie.example", "balie.example", "/", 308, ""},
		{"balie.example", "balie.example", "/regelingen/", 200, "balie"}, // whose handler says that it is not there
		{"balie.example", "balie.example", "/assets/site.0123456789.css", 200, "css"},
		{"balie.example", "loket.example", "/balie/zaken/", 404, ""},
		{"balie.example", "loket.example", "/", 200, "site"},
	} {
		h, err := New(Config{Files: files, Log: slog.New(slog.DiscardHandler), Desk: desk, DeskHost: c.deskHost, Hosts: []string{"loket.example", "balie.example"}})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "http://"+c.host+c.path, nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.status || c.body != "" && w.Body.String() != c.body {
			t.Errorf("desk at %q, %s%s: got %d %q, want %d %q", c.deskHost, c.host, c.path, w.Code, w.Body, c.status, c.body)
		}
	}
}
