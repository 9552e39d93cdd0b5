package httpapi

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// FuzzHandler states that whatever Lambda hands over as an event gets an answer
// that API Gateway can send, and that nobody without the secret gets in.
func FuzzHandler(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		f.Fatalf("got %v and %v, want events", files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, seed := range []string{"{}", `{"version":"2.0","rawPath":"%","requestContext":{"http":{"method":"\u0000"}}}`, `{"headers":{"a":"1","A":"2"}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var e Request
		if json.Unmarshal(data, &e) != nil {
			return // package lambda reports it
		}
		called := false
		out := answer(t, e, func(w http.ResponseWriter, r *http.Request) {
			called = true
			if r.URL == nil || r.Header == nil || r.Method == "" || r.Header.Get(OriginHeader) != "" {
				t.Errorf("got request %+v, want all fields and no secret", r)
			}
			http.NewServeMux().ServeHTTP(w, r)
			_, _ = io.Copy(w, r.Body)
		})
		if out.Status < 200 || out.Status > 599 || out.Headers["X-Frame-Options"] == "" {
			t.Errorf("got %d, want a status of HTTP and the security headers", out.Status)
		}
		sent := false
		for name, value := range e.Headers {
			sent = sent || http.CanonicalHeaderKey(name) == OriginHeader && value == secret
		}
		if called && !sent {
			t.Error("the handler was called without the secret")
		}
	})
}
