package forms_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
)

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
		if trusted && !direct() {
			continue // the adapter takes the address from the CDN and hides the header
		}
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
