package e2e

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// head changes one header of a request; an empty value takes it out.
func head(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		if r.Header.Set(name, value); value == "" {
			r.Header.Del(name)
		}
	}
}

func TestWhatIsNotAFormIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t, setting{processes: 1})
	v := d.visitor("nl")
	f := d.forms("fout")[0]
	action, hidden := v.open(f.page)
	filled := joined(f.fields, hidden)
	foreign := func(r *http.Request) {
		head("Sec-Fetch-Site", "")(r)
		head("Origin", "https://elders.example")(r)
	}
	var tests = []struct {
		name, method, path, body string
		change                   func(*http.Request)
		want                     int
		shows                    string
	}{
		{"another method", "PUT", action, filled.Encode(), nil, 405, "<h1>"},
		{"post to a page", "POST", f.page, filled.Encode(), nil, 405, "<h1>"},
		{"delete a page of the site", "DELETE", "/regelingen/", "", nil, 403, ""},
		{"post to a page of the site", "POST", "/regelingen/", filled.Encode(), nil, 403, ""},
		{"unknown address of the API", "POST", "/api/elders", filled.Encode(), nil, 404, "<h1>"},
		{"below an action", "POST", action + "/meer", filled.Encode(), nil, 404, "<h1>"},
		{"unknown page", "GET", "/bestaat-niet/", "", nil, 404, "<h1>"},
		{"unknown page below a form", "GET", "/en/vraag-stellen/elders/", "", nil, 404, "<h1>"},
		{"cross-site post", "POST", action, filled.Encode(), head("Sec-Fetch-Site", "cross-site"), 403, "<h1>"},
		{"foreign origin in an old browser", "POST", action, filled.Encode(), foreign, 403, "<h1>"},
		{"too large", "POST", action, filled.Encode() + "&x=" + strings.Repeat("x", 300_000), nil, 413, "<h1>"},
		{"another content type", "POST", action, filled.Encode(), head("Content-Type", "application/json"), 415, "<h1>"},
		{"no content type", "POST", action, filled.Encode(), head("Content-Type", ""), 415, "<h1>"},
		{"half a sign", "POST", action, "vraag=%", nil, 400, "<h1>"},
	}
	d.table.unchanged(func() {
		for _, test := range tests {
			r := v.request(test.method, test.path, test.body)
			if test.change != nil {
				test.change(r)
			}
			if w := v.do(r); w.Code != test.want || !strings.Contains(w.Body.String(), test.shows) {
				t.Errorf("%s: got %d, want %d with an ordinary page", test.name, w.Code, test.want)
			}
		}
	})
}

// TestOldBrowserMayPost sends what a browser without fetch metadata sends: the
// origin alone, which must be held against the site's own name.
func TestOldBrowserMayPost(t *testing.T) {
	t.Parallel()
	d := newDesk(t, setting{processes: 1})
	v := d.visitor("nl")
	f := d.forms("oud")[0]
	action, hidden := v.open(f.page)
	r := v.request(http.MethodPost, action, joined(f.fields, hidden).Encode())
	head("Sec-Fetch-Site", "")(r)
	if got := v.do(r).Code; got != http.StatusSeeOther {
		t.Errorf("got %d, want 303", got)
	}
}

func TestNobodyComesPastTheCDN(t *testing.T) {
	t.Parallel()
	d := newDesk(t, setting{processes: 1})
	e := d.edge.(*edge)
	for _, f := range d.forms("erlangs") {
		v := d.visitor("nl")
		action, hidden := v.open(f.page)
		filled := with(joined(f.fields, hidden), "stap", "versturen").Encode()
		for name, secret := range map[string]string{"none": "", "another": strings.Repeat("x", 64), "the name of the secret": "OriginSecret"} {
			past := func(method, path, body string) int {
				w := httptest.NewRecorder()
				e.api(w, e.event(v.request(method, path, body), func(headers map[string]any) { headers["x-origin-secret"] = secret }))
				return w.Code
			}
			d.table.unchanged(func() {
				if got := past(http.MethodPost, action, filled); got != http.StatusForbidden {
					t.Errorf("post to %s with secret %s: got %d, want 403", action, name, got)
				}
			})
			if got := past(http.MethodGet, f.page, ""); got != http.StatusForbidden {
				t.Errorf("%s with secret %s: got %d, want 403", f.page, name, got)
			}
		}
	}
}

// window is that of the limits, which begins anew at every ten minutes of the
// clock (package cases).
const window = 10 * time.Minute

func TestLimitIsForOneAddress(t *testing.T) {
	t.Parallel()
	d := newDesk(t, setting{})
	v, began := d.visitor("nl"), time.Now().Truncate(window)
	accepted, madeUp := d.untilLimited(v), d.withMadeUpAddresses(v)
	if !time.Now().Truncate(window).Equal(began) { // a new window began meanwhile; that does not happen twice
		v = d.visitor("nl")
		accepted, madeUp = d.untilLimited(v), d.withMadeUpAddresses(v)
	}
	if want := 10; accepted != want {
		t.Errorf("got %d accepted, want %d", accepted, want)
	}
	for name, got := range madeUp {
		if want := http.StatusTooManyRequests; got != want {
			t.Errorf("with %s made up: got %d, want %d", name, got, want)
		}
	}
	six := d.visitor("nl")
	six.address = "[2001:db8:1:2::3]:4711"
	for name, other := range map[string]*visitor{"another address": d.visitor("nl"), "address of IPv6": six} {
		if got := other.post("/api/question", with(d.forms("grens")[0].fields, "onderwerp", name)).Code; got != http.StatusSeeOther {
			t.Errorf("%s: got %d, want 303", name, got)
		}
	}
}

// withMadeUpAddresses posts as if from elsewhere, and gives what came of it.
func (d *desk) withMadeUpAddresses(v *visitor) map[string]int {
	got := map[string]int{}
	for name, value := range map[string]string{"X-Forwarded-For": "198.51.100.9", "CloudFront-Viewer-Address": "198.51.100.9:4711", "Forwarded": "for=198.51.100.9"} {
		r := v.request(http.MethodPost, "/api/question", with(d.forms("grens")[0].fields, "onderwerp", v.address+name).Encode())
		r.Header.Set(name, value)
		got[name] = v.do(r).Code
	}
	return got
}

// untilLimited posts different questions until one is refused, and gives how
// many were accepted.
func (d *desk) untilLimited(v *visitor) int {
	d.Helper()
	f := d.forms("grens")[0]
	for n := range 30 {
		story := v.address + strings.Repeat("?", n+1)
		w := v.post("/api/question", with(f.fields, "vraag", story))
		switch w.Code {
		case http.StatusSeeOther:
		case http.StatusTooManyRequests:
			if w.Header().Get("Retry-After") == "" {
				d.Error("got no Retry-After with 429")
			}
			v.kept(w.Body.String(), story)
			return n
		default:
			d.Fatalf("question %d: got %d, want 303 or 429", n, w.Code)
		}
	}
	d.Error("thirty questions of one address were accepted")
	return 0
}
