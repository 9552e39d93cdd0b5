package oidc

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/staff/oidc/oidctest"
)

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// desk is our side, with the browser of one person.
type desk struct {
	*Provider
	idp    *oidctest.Provider
	at     time.Time
	cookie *http.Cookie
	asked  url.Values
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{idp: oidctest.New(t, func() time.Time { return now }), at: now}
	var err error
	d.Provider, err = New(Config{Issuer: d.idp.URL, ClientID: "balie", ClientSecret: "geheim",
		Return: "https://balie.example.nl/balie/aanmelden/oidc/terug/", Secret: bytes.Repeat([]byte{5}, 32),
		Now: func() time.Time { return d.at }, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// leave goes to the provider and keeps the cookie.
func (d *desk) leave(t *testing.T, trip Trip) {
	t.Helper()
	w := httptest.NewRecorder()
	if err := d.Leave(w, httptest.NewRequest(http.MethodGet, "/balie/aanmelden/oidc/", nil), trip); err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(w.Result().Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	d.asked, d.cookie = to.Query(), w.Result().Cookies()[0]
}

// back comes back with a query and the cookie.
func (d *desk) back(query url.Values) (Arrival, *http.Response, error) {
	r := httptest.NewRequest(http.MethodGet, "/balie/aanmelden/oidc/terug/?"+query.Encode(), nil)
	if d.cookie != nil {
		r.AddCookie(d.cookie)
	}
	w := httptest.NewRecorder()
	arrival, err := d.Arrive(w, r)
	return arrival, w.Result(), err
}

func (d *desk) good() url.Values {
	return url.Values{"state": {d.asked.Get("state")}, "code": {d.idp.Code(d.asked)}}
}

func TestSomebodyComesBack(t *testing.T) {
	for _, alg := range []string{"RS256", "ES256"} {
		d := newDesk(t)
		d.idp.Alg = alg
		d.leave(t, Trip{Onward: "verder=%2Fbalie%2Fzaken%2F"})
		for name, want := range map[string]string{
			"response_type": "code", "client_id": "balie", "scope": "openid", "code_challenge_method": "S256", "max_age": "43200",
			"redirect_uri": "https://balie.example.nl/balie/aanmelden/oidc/terug/",
		} {
			if got := d.asked.Get(name); got != want {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
		}
		if c := d.cookie; !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.MaxAge != 600 || c.Name != "__Host-balie-oidc" || c.Path != "/" {
			t.Errorf("got cookie %v", c)
		}
		got, answer, err := d.back(d.good())
		if err != nil {
			t.Fatalf("%s: %v", alg, err)
		}
		if got.Subject != oidctest.Subject || got.Issuer != d.idp.URL || !got.LoginAt.Equal(now.Add(-time.Minute)) || got.Onward != "verder=%2Fbalie%2Fzaken%2F" {
			t.Errorf("got %+v", got)
		}
		if c := answer.Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
			t.Errorf("the cookie is not taken away: %v", c)
		}
	}
}

func TestAskedAnewTheyMustProveItAnew(t *testing.T) {
	for name, c := range map[string]struct {
		auth time.Duration // from when they left
		want error
	}{
		"after leaving": {2 * time.Second, nil}, "long before": {-time.Hour, ErrRefused}, "clocks differ a little": {-drift, nil},
		"an instant too early": {-drift - time.Second, ErrRefused}, "in the future": {time.Hour, ErrRefused},
	} {
		d := newDesk(t)
		d.idp.Spoil = func(claims map[string]any) { claims["auth_time"] = now.Add(c.auth).Unix() }
		d.leave(t, Trip{Anew: true})
		if d.asked.Get("prompt") != "login" || d.asked.Get("max_age") != "0" {
			t.Errorf("got %v", d.asked)
		}
		d.at = now.Add(5 * time.Second)
		if got, _, err := d.back(d.good()); !errors.Is(err, c.want) || got.LoginAt.After(d.at) {
			t.Errorf("%s: got %v %v, want %v", name, got.LoginAt, err, c.want)
		}
	}
}

func TestTheDeskSaysWhoItIsAsTheProviderAsks(t *testing.T) {
	for name, c := range map[string]struct {
		methods []string
		secret  string
	}{
		"in the header": {[]string{"client_secret_post", "client_secret_basic"}, "geheim"},
		"not said":      {nil, "geheim"},
		"in the form":   {[]string{"client_secret_post"}, "geheim"},
		"public client": {[]string{"none"}, ""},
	} {
		d := newDesk(t)
		d.idp.Methods, d.idp.Secret, d.config.ClientSecret = c.methods, c.secret, c.secret
		d.leave(t, Trip{})
		if _, _, err := d.back(d.good()); err != nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestAttacks changes one thing of a round trip that would otherwise succeed.
func TestAttacks(t *testing.T) {
	claim := func(name string, value any) func(*desk, url.Values) {
		return func(d *desk, _ url.Values) { d.idp.Spoil = func(c map[string]any) { c[name] = value } }
	}
	stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, attack := range map[string]func(d *desk, query url.Values){
		"another state":                func(_ *desk, q url.Values) { q.Set("state", "x") },
		"no state":                     func(_ *desk, q url.Values) { q.Del("state") },
		"two states":                   func(_ *desk, q url.Values) { q.Add("state", "x") },
		"another code":                 func(_ *desk, q url.Values) { q.Set("code", "x") },
		"no code":                      func(_ *desk, q url.Values) { q.Del("code") },
		"two codes":                    func(_ *desk, q url.Values) { q.Add("code", "x") },
		"the person said no":           func(_ *desk, q url.Values) { q.Del("code"); q.Set("error", "access_denied") },
		"mix-up of issuers":            func(_ *desk, q url.Values) { q.Set("iss", "https://evil.example.org") },
		"no cookie":                    func(d *desk, _ url.Values) { d.cookie = nil },
		"a cookie made up":             func(d *desk, _ url.Values) { d.cookie.Value = "e30.x" },
		"a cookie changed":             func(d *desk, _ url.Values) { d.cookie.Value = "A" + d.cookie.Value[1:] },
		"a cookie signed over nothing": func(d *desk, _ url.Values) { d.cookie.Value = "e." + d.sign("e") },
		"too late":                     func(d *desk, _ url.Values) { d.at = now.Add(holds) },
		"before it left":               func(d *desk, _ url.Values) { d.at = now.Add(-time.Hour) },
		"another nonce":                claim("nonce", "x"),
		"no nonce":                     claim("nonce", ""),
		"another audience":             claim("aud", "andere-app"),
		"for us and another":           claim("aud", []string{"balie", "andere-app"}),
		"another issuer":               claim("iss", "https://evil.example.org"),
		"issuer with a slash": func(d *desk, _ url.Values) {
			d.idp.Spoil = func(c map[string]any) { c["iss"] = d.idp.URL + "/" }
		},
		"expired":               claim("exp", now.Add(-time.Second).Unix()),
		"no subject":            claim("sub", ""),
		"no auth_time":          claim("auth_time", 0),
		"auth_time is a text":   claim("auth_time", "gisteren"),
		"signed in long ago":    claim("auth_time", now.Add(-oldest-2*drift).Unix()),
		"signed in tomorrow":    claim("auth_time", now.Add(24*time.Hour).Unix()),
		"not signed":            func(d *desk, _ url.Values) { d.idp.Alg = "none" },
		"signed with a secret":  func(d *desk, _ url.Values) { d.idp.Alg = "HS256" },
		"signed by another key": func(d *desk, _ url.Values) { d.idp.Signer = stranger },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.leave(t, Trip{})
			query := d.good()
			attack(d, query)
			if got, _, err := d.back(query); !errors.Is(err, ErrRefused) || got.Subject != "" {
				t.Errorf("got %q %v, want ErrRefused", got.Subject, err)
			}
		})
	}
}

func TestACodeThatWasUsedIsRefused(t *testing.T) {
	d := newDesk(t)
	d.leave(t, Trip{})
	query := d.good()
	if _, _, err := d.back(query); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.back(query); !errors.Is(err, ErrRefused) { // with the cookie, as a thief would
		t.Errorf("got %v, want ErrRefused", err)
	}
}

// TestTheCodeOfAnotherIsRefused is the injection of a code: PKCE ties a code to
// the browser that asked.
func TestTheCodeOfAnotherIsRefused(t *testing.T) {
	d := newDesk(t)
	d.leave(t, Trip{})
	stolen := d.good().Get("code")
	d.leave(t, Trip{})
	query := d.good()
	query.Set("code", stolen)
	if _, _, err := d.back(query); !errors.Is(err, ErrRefused) {
		t.Errorf("got %v, want ErrRefused", err)
	}
}

func TestAProviderThatIsAwayIsSaid(t *testing.T) {
	d := newDesk(t)
	d.idp.Down = true
	err := d.Leave(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil), Trip{})
	if !errors.Is(err, ErrUnavailable) {
		t.Errorf("leaving: got %v, want ErrUnavailable", err)
	}
	d.idp.Down = false
	d.leave(t, Trip{})
	d.idp.Down = true
	if _, _, err := d.back(d.good()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("coming back: got %v, want ErrUnavailable", err)
	}
	d.Provider.found = nil // as after a restart
	d.idp.Down = true
	if _, _, err := d.back(d.good()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("after a restart: got %v, want ErrUnavailable", err)
	}
	d.idp.Down = false
	d.config.Rand = strings.NewReader("")
	if err := d.Leave(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil), Trip{}); err == nil {
		t.Error("without randomness: got no error")
	}
}

func TestNewRefusesWhatIsUnsafe(t *testing.T) {
	good := newDesk(t).config
	for name, c := range map[string]struct {
		spoil func(*Config)
		ok    bool
	}{
		"complete":          {func(*Config) {}, true},
		"https":             {func(c *Config) { c.Issuer = "https://idp.example.nl" }, true},
		"plain http":        {func(c *Config) { c.Issuer = "http://idp.example.nl" }, false},
		"no issuer":         {func(c *Config) { c.Issuer = "" }, false},
		"no address":        {func(c *Config) { c.Issuer = "https://[" }, false},
		"no client":         {func(c *Config) { c.ClientID = "" }, false},
		"a public client":   {func(c *Config) { c.ClientSecret = "" }, true},
		"nowhere to return": {func(c *Config) { c.Return = "" }, false},
		"short secret":      {func(c *Config) { c.Secret = []byte("kort") }, false},
	} {
		config := good
		c.spoil(&config)
		if _, err := New(config); (err == nil) != c.ok {
			t.Errorf("%s: got %v", name, err)
		}
	}
	insecure := good
	insecure.Insecure = true
	p, err := New(insecure)
	if err != nil {
		t.Fatal(err)
	}
	if c := p.cookie("x", holds); c.Secure || c.Name != "balie-oidc" {
		t.Errorf("on loopback: got %v", c)
	}
}
