package httpapi

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestAnswersAreWrittenAsAPIGatewayWantsThem(t *testing.T) {
	out := answer(t, event("GET", "/"), func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Length", "7")
		w.Header().Add("Vary", "Accept-Language")
		w.Header().Add("Vary", "Origin")
		w.Header().Add("Set-Cookie", "a=1; Secure")
		w.Header().Add("Set-Cookie", "b=2; Secure")
		w.Header().Set("X-Lines", "een\r\ntwee")
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusTeapot)
		w.WriteHeader(http.StatusOK) // comes too late
		w.Header().Set("X-Late", "1")
		_, _ = w.Write([]byte("<p>é"))
		_, _ = w.Write([]byte("</p>"))
	})
	if out.Status != http.StatusTeapot || out.Body != "<p>é</p>" || out.Base64 {
		t.Errorf("got %d %q, want 418 and the text", out.Status, out.Body)
	}
	for name, want := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Vary": "Accept-Language, Origin", "Content-Length": "", "Set-Cookie": "", "X-Late": "", "X-Lines": "een  twee",
	} {
		if got := out.Headers[name]; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if want := []string{"a=1; Secure", "b=2; Secure"}; !slices.Equal(out.Cookies, want) {
		t.Errorf("cookies: got %v, want %v", out.Cookies, want)
	}
}

func TestTypeIsNeverLeftToAPIGateway(t *testing.T) {
	out := answer(t, event("GET", "/"), func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Del("Content-Type")
		_, _ = w.Write([]byte("{}"))
	})
	if got, want := out.Headers["Content-Type"], "text/plain; charset=utf-8"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnswersWithoutABody(t *testing.T) {
	var tests = []struct {
		method string
		status int
	}{{"HEAD", 200}, {"HEAD", 404}, {"GET", 204}, {"GET", 304}}
	for _, test := range tests {
		out := answer(t, event(test.method, "/"), func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(test.status)
			_, _ = w.Write([]byte("text"))
		})
		if out.Status != test.status || out.Body != "" {
			t.Errorf("%s: got %d %q, want %d without a body", test.method, out.Status, out.Body, test.status)
		}
	}
}

func TestStatusThatDoesNotExistIsAFault(t *testing.T) {
	for _, status := range []int{-1, 99, 600, 1000} {
		out := answer(t, event("GET", "/"), func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		if out.Status != http.StatusInternalServerError {
			t.Errorf("%d: got %d, want 500", status, out.Status)
		}
	}
}

// TestAnswersFitInWhatAFunctionMayReturn checks the largest bodies that pass,
// with the worst content, against the 6 MB of Lambda.
func TestAnswersFitInWhatAFunctionMayReturn(t *testing.T) {
	const most = 6 << 20
	for name, unit := range map[string]string{
		"text": "a", "quotes": `"`, "line ends": "\n", "control characters": "\x01", "not UTF-8": "\xff", "separators": "\u2028", "page": "<p class=\"x\">tekst</p>\n",
	} {
		body := bytes.Repeat([]byte(unit), maxBody/len(unit))
		out := answer(t, event("GET", "/"), func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) })
		var encoded bytes.Buffer
		encoder := json.NewEncoder(&encoded)
		encoder.SetEscapeHTML(false) // as package lambda writes it
		if err := encoder.Encode(out); err != nil {
			t.Fatal(err)
		}
		if out.Status != 200 || encoded.Len() > most {
			t.Errorf("%s: got %d in %d bytes, want 200 in at most %d", name, out.Status, encoded.Len(), most)
		}
		got := []byte(out.Body)
		if out.Base64 {
			var err error
			if got, err = base64.StdEncoding.DecodeString(out.Body); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, body) {
			t.Errorf("%s: the body comes back changed", name)
		}
	}
}

func TestAnswerThatIsTooLargeBecomesAFault(t *testing.T) {
	out := answer(t, event("GET", "/"), func(w http.ResponseWriter, _ *http.Request) {
		for range 10 {
			_, _ = w.Write(make([]byte, maxBody/5))
		}
	})
	if out.Status != http.StatusInternalServerError || !strings.Contains(out.Body, "storing") {
		t.Errorf("got %d %.40q, want 500 with a text", out.Status, out.Body)
	}
}
