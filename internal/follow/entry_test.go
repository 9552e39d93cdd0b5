package follow_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/domain"
)

// fresh leaves out what is new in every page: its token and the number of the
// request.
func fresh(body string) string {
	return regexp.MustCompile(`name="formulier" value="[^"]*"`).ReplaceAllString(body, "")
}

// linked leaves out what the visitor sent along.
func linked(body string) string {
	return regexp.MustCompile(`[?&;](amp;)?[kst]=[^"&]*`).ReplaceAllString(fresh(body), "")
}

func TestLinksThatOpenNothingAllGetOnePage(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(question(), "nl")
	right := d.link(ref, "/volgen/")
	closed := d.submit(question(), "nl")
	expired := d.link(closed, "/volgen/")
	d.must(d.Finish(d.Context(), officer(closed), "niet_voor_ons"))
	d.clock.move(61 * 24 * time.Hour)
	revoked := d.submit(question(), "nl")
	old := d.link(revoked, "/volgen/")
	d.must(d.RevokeLink(d.Context(), officer(revoked)))
	want := ""
	for name, v := range map[string]url.Values{
		"wrong key": with(right, "s", strings.Repeat("A", 43)), "short key": with(right, "s", "x"), "no key": {"k": {ref}},
		"unknown reference": with(right, "k", "K7M3-P9QX"), "expired": expired, "revoked": old, "key of another case": with(right, "k", revoked),
	} {
		for _, path := range []string{"/volgen/", "/volgen/intrekken/", "/volgen/wissen/", "/volgen/bevestigen/"} {
			var w = d.page(path, v)
			asked := d.store.during(func() { w = d.page(path, with(v, "t", "x")) })
			body := linked(w.Body.String())
			if want == "" {
				want = body
			}
			if w.Code != http.StatusNotFound || body != want {
				t.Errorf("%s at %s: got %d and another page, want 404 and the same page", name, path, w.Code)
			}
			if !slices.Equal(asked, []string{"get"}) {
				t.Errorf("%s at %s: got %v asked of the store, want one read", name, path, asked)
			}
		}
	}
	has(t, want, "Deze link werkt niet", `name="kenmerk"`, `name="email"`)
	if w := d.page("/volgen/", right); w.Code != http.StatusOK {
		t.Errorf("the right link: got %d, want 200", w.Code)
	}
}

func TestTextForACaseThatCannotBeOpenedIsNotLost(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(question(), "nl")
	w := d.post(d.filled(ref, "aanvullen", "tekst", "Mijn lange tekst", "s", "x"))
	if w.Code != http.StatusNotFound {
		t.Errorf("got %d, want 404", w.Code)
	}
	has(t, w.Body.String(), "Mijn lange tekst", "Dit had u ingevuld")
}

func TestAskingForALinkGetsOneAnswer(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(question(), "nl")
	entry := d.form(d.get("/volgen/").Body.String(), "link")
	first := ""
	for _, test := range []struct {
		name, ref, email string
		mails            int // of the case afterwards
	}{
		{"unknown", "K7M3-P9QX", "j@voorbeeld.example", 2},
		{"address of somebody else", ref, "ander@voorbeeld.example", 2},
		{"right", ref, "J@voorbeeld.example", 3},
		{"typed in small letters and without dash", strings.ToLower(strings.Replace(ref, "-", " ", 1)), "j@voorbeeld.example", 4},
	} {
		var got = ""
		asked := d.store.during(func() {
			w := d.post(with(entry, "kenmerk", test.ref, "email", test.email))
			got = w.Header().Get("Location") + http.StatusText(w.Code) + w.Body.String()
		})
		if first == "" {
			first = got
		}
		if got != first || !strings.HasPrefix(got, "/volgen/verzonden/See Other") {
			t.Errorf("%s: got %q, want %q", test.name, got, first)
		}
		if n := len(d.read(ref).Mail); n != test.mails {
			t.Errorf("%s: got %d messages, want %d", test.name, n, test.mails)
		}
		writes := 0
		for _, what := range asked {
			if what != "get" {
				writes++
			}
		}
		if writes != 3 { // for the origin, for the address, and the mail or a counter in its place
			t.Errorf("%s: got %v asked of the store, want three writes", test.name, asked)
		}
	}
	has(t, d.get("/volgen/verzonden/").Body.String(), "Kloppen het kenmerk en het adres? Dan krijgt u een e-mail")
	if w := d.page("/volgen/", d.link(ref, "/volgen/")); w.Code != http.StatusOK {
		t.Errorf("the link of the mail: got %d, want 200", w.Code)
	}
}

func TestLinksToOneAddressAreFew(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(question(), "nl")
	entry := d.form(d.get("/volgen/").Body.String(), "link")
	for range 6 {
		d.post(with(entry, "kenmerk", ref, "email", "j@voorbeeld.example"))
	}
	if got := len(d.read(ref).Mail); got != 5 {
		t.Errorf("got %d messages, want the two of the form and three links", got)
	}
}

func TestAskingForALinkSaysWhatToFillIn(t *testing.T) {
	d := newDesk(t)
	for _, test := range []struct{ ref, email, want string }{
		{"", "j@voorbeeld.example", "#kenmerk"}, {"K7M3", "j@voorbeeld.example", "Vul een kenmerk in zoals K7M3-P9QX"},
		{"K7M3-P9QX", "j", "Vul een e-mailadres in"}, {"K7M3-P9QX", "", "#email"},
	} {
		w := d.post(url.Values{"doen": {"link"}, "kenmerk": {test.ref}, "email": {test.email}})
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%+v: got %d, want 422", test, w.Code)
		}
		has(t, w.Body.String(), test.want, `value="`+test.email+`"`, `value="`+test.ref+`"`)
	}
}

func TestConfirmingTakesAPost(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(profile(), "nl")
	link := d.link(ref, "/volgen/bevestigen/")
	page := d.page("/volgen/bevestigen/", link)
	has(t, page.Body.String(), "Bakkerij Voorbeeld", "Klopt dit profiel?", "Ja, dit klopt", ref)
	if got := d.read(ref).Status; got != domain.StatusSubmitted {
		t.Errorf("after GET: got %s, want nothing confirmed", got)
	}
	v := d.form(page.Body.String(), "bevestigen")
	for range 2 {
		w := d.post(v)
		if w.Code != http.StatusSeeOther || d.read(ref).Status != domain.ProfileConfirmed {
			t.Fatalf("got %d and status %s, want 303 and confirmed", w.Code, d.read(ref).Status)
		}
		body := d.get(w.Header().Get("Location")).Body.String()
		has(t, body, "Uw adres is bevestigd", "/volgen/?k="+ref)
		hasNot(t, body, "Ja, dit klopt")
	}
	if got := len(d.read(ref).Log); got != 2 {
		t.Errorf("got %d lines in the log, want 2: received and confirmed", got)
	}
	if w := d.post(with(v, "t", "x")); w.Code != http.StatusNotFound {
		t.Errorf("wrong token: got %d, want 404", w.Code)
	}
	if w := d.page("/volgen/", url.Values{"k": {ref}, "s": {d.FollowKey(d.read(ref))}}); w.Code != http.StatusOK {
		t.Errorf("the page of the profile: got %d, want 200", w.Code)
	}
}
