// Package oidc speaks OpenID Connect with the provider of the organisation that
// runs the desk, so that staff sign in with the account that they have there.
//
// It is the authorization code flow with PKCE, state and nonce (OpenID Connect
// Core 1.0, RFC 7636, RFC 9700). What must come back with the answer travels in
// one signed cookie of the browser that left, for ten minutes; nothing is kept
// here. An ID token counts when the provider signed it, for this client and for
// nobody else, after this browser left, and when it says how long ago the person
// proved who they are (auth_time), which is always asked for.
//
// The package tells who somebody is for the provider: issuer and subject.
// Whether they have an account is for package staff; a name or an address in
// the token is not even read.
package oidc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	library "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Errors that callers decide on.
var (
	// ErrRefused reports an answer that is not one to what this browser asked,
	// or that does not prove what it must.
	ErrRefused = errors.New("sign-in through the provider refused")
	// ErrUnavailable reports that the provider does not answer.
	ErrUnavailable = errors.New("the provider does not answer")
)

const (
	holds     = 10 * time.Minute // how long a trip to the provider may take
	drift     = time.Minute      // that its clock and ours may differ
	oldest    = 12 * time.Hour   // since they proved who they are to the provider
	patience  = 6 * time.Second  // for one request to the provider
	minSecret = 32               // bytes
)

// Config is what a Provider needs. All but ClientSecret, Client and Insecure is
// required.
type Config struct {
	Issuer       string // https address, exactly as in its tokens
	ClientID     string
	ClientSecret string // empty: the provider knows the desk as a public client, which PKCE alone protects
	Return       string // address of the page to come back to, registered there
	Secret       []byte // at least 32 bytes, the same after every restart
	Now          func() time.Time
	Rand         io.Reader
	Client       *http.Client // nil: one that waits six seconds and follows no redirect
	Insecure     bool         // the desk is at plain http on loopback: the cookie has no prefix
}

// Provider is the other side. It is safe for concurrent use.
type Provider struct {
	config Config
	client *http.Client

	mu    sync.Mutex
	found *library.Provider // once it was asked about itself
}

// New checks c. The provider is asked about itself at the first sign-in, so
// that the desk starts without it.
func New(c Config) (*Provider, error) {
	issuer, err := url.Parse(c.Issuer)
	switch {
	case err != nil || issuer.Host == "" || issuer.Scheme != "https" && !loopback(issuer):
		return nil, errors.New("openid connect: the issuer is no https address")
	case c.ClientID == "" || c.Return == "" || c.Now == nil || c.Rand == nil:
		return nil, errors.New("openid connect: a required part of the configuration is missing")
	case len(c.Secret) < minSecret:
		return nil, errors.New("openid connect: the secret is short")
	}
	p := &Provider{config: c, client: c.Client}
	if p.client == nil {
		p.client = &http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	return p, nil
}

func loopback(u *url.URL) bool {
	return u.Scheme == "http" && slices.Contains([]string{"127.0.0.1", "localhost", "::1"}, u.Hostname())
}

// provider asks the provider about itself, once.
func (p *Provider) provider(ctx context.Context) (*library.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	found, err := library.NewProvider(library.ClientContext(ctx, p.client), p.config.Issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	p.found = found
	return found, nil
}

func (p *Provider) oauth(found *library.Provider) *oauth2.Config {
	endpoint := found.Endpoint()
	endpoint.AuthStyle = p.style(found)
	return &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret,
		Endpoint: endpoint, RedirectURL: p.config.Return, Scopes: []string{library.ScopeOpenID},
	}
}

// style is the way in which the desk says who it is when it redeems a code. It
// is not found out by trying: a try uses the code up.
func (p *Provider) style(found *library.Provider) oauth2.AuthStyle {
	var claims struct {
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	err := found.Claims(&claims) // what cannot be read has the default of OpenID Connect Discovery 1.0
	basic := err != nil || len(claims.Methods) == 0 || slices.Contains(claims.Methods, "client_secret_basic")
	if p.config.ClientSecret != "" && basic {
		return oauth2.AuthStyleInHeader
	}
	return oauth2.AuthStyleInParams
}

// Leave sends a browser to the provider, with in a cookie what must come back.
// It gives ErrUnavailable when the provider cannot be asked, and errors of the
// randomness.
func (p *Provider) Leave(w http.ResponseWriter, r *http.Request, t Trip) error {
	found, err := p.provider(r.Context())
	if err != nil {
		return err
	}
	secrets, err := p.pack()
	if err != nil {
		return err
	}
	secrets.Trip, secrets.At = t, p.config.Now().Unix()
	if err := p.setCookie(w, secrets); err != nil {
		return err
	}
	age := oldest
	options := []oauth2.AuthCodeOption{library.Nonce(secrets.Nonce), oauth2.S256ChallengeOption(secrets.Verifier)}
	if t.Anew {
		age = 0
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	options = append(options, oauth2.SetAuthURLParam("max_age", strconv.Itoa(int(age.Seconds()))))
	http.Redirect(w, r, p.oauth(found).AuthCodeURL(secrets.State, options...), http.StatusSeeOther)
	return nil
}
