package access_test

import (
	"crypto/rand"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mkbloket/internal/desk/access"
	"mkbloket/internal/desk/desktest"
	"mkbloket/internal/staff"
	"mkbloket/internal/staff/oidc"
	"mkbloket/internal/staff/oidc/oidctest"
)

const passphrase = "vier paarse fietsen bij de brug"

// newDesk is a desk with the pages of this package, and a provider.
func newDesk(t *testing.T) (*desktest.Desk, *oidctest.Provider) {
	t.Helper()
	d := desktest.New(t)
	idp := oidctest.New(t, d.Now)
	provider, err := oidc.New(oidc.Config{Issuer: idp.URL, ClientID: "balie", ClientSecret: "geheim", Return: "https://balie.example.nl" + access.ReturnPath,
		Secret: desktest.Secret, Now: d.Now, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	d.Serve(access.Routes(d.Server, config(d, provider)))
	return d, idp
}

func config(d *desktest.Desk, provider *oidc.Provider) access.Config {
	return access.Config{Staff: d.Staff, Audit: d.Audit, Taxonomy: d.Set.Taxonomy(), Base: "https://balie.example.nl", Now: d.Now, Provider: provider}
}

// browser keeps cookies, as somebody who is not signed in yet.
type browser struct {
	d   *desktest.Desk
	jar map[string]*http.Cookie
}

func newBrowser(d *desktest.Desk) *browser { return &browser{d, map[string]*http.Cookie{}} }

func (b *browser) do(r *http.Request) *httptest.ResponseRecorder {
	for _, c := range b.jar {
		r.AddCookie(c)
	}
	w := b.d.Do(desktest.Nobody, r)
	for _, c := range w.Result().Cookies() {
		if b.jar[c.Name] = c; c.MaxAge < 0 {
			delete(b.jar, c.Name)
		}
	}
	return w
}

func (b *browser) get(path string) *httptest.ResponseRecorder {
	return b.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func (b *browser) post(path string, v url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

// invited has the admin invite somebody on the page and gives the link.
func invited(t *testing.T, d *desktest.Desk, email string, roles ...string) string {
	t.Helper()
	form := d.Form(d.Get(staff.Admin, "/balie/accounts/"), "/balie/accounts/")
	form["rollen"] = roles
	form.Set("naam", "Anna <b>Voorbeeld</b>")
	form.Set("email", email)
	form.Set("reden", "nieuwe collega")
	w := d.Post(staff.Admin, "/balie/accounts/", form)
	found := linkPattern.FindStringSubmatch(html.UnescapeString(w.Body.String()))
	if w.Code != http.StatusOK || found == nil {
		t.Fatalf("got %d: %s", w.Code, w.Body)
	}
	return found[1]
}

func contains(t *testing.T, w *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("got status %d to %q, want %d", w.Code, w.Header().Get("Location"), status)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), text) {
			t.Errorf("%q is not on the page:\n%s", text, w.Body)
		}
	}
}

// trip goes to the provider and comes back, and gives the last answer.
func trip(t *testing.T, b *browser, idp *oidctest.Provider, from string) *httptest.ResponseRecorder {
	t.Helper()
	w := b.get(from)
	contains(t, w, http.StatusSeeOther)
	to, err := url.Parse(w.Header().Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	return b.get(access.ReturnPath + "?" + url.Values{"state": {to.Query().Get("state")}, "code": {idp.Code(to.Query())}}.Encode())
}

var (
	linkPattern = regexp.MustCompile(`https://balie\.example\.nl(/balie/uitnodiging/\?sleutel=[^<"]+)`)
	keyPattern  = regexp.MustCompile(`<code class="access-key">([A-Z2-7 ]+)</code>`)
	codePattern = regexp.MustCompile(`<li><code>([A-Z2-9-]{11})</code>`)
)
