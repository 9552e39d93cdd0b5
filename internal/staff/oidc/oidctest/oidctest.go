// Package oidctest is a small OpenID Connect provider for tests, on loopback: it
// redeems a code once, for the client balie with the secret geheim and for who
// has the verifier of PKCE, and signs what a test wants it to sign.
package oidctest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
)

// Provider is the other side. Set its fields between requests.
type Provider struct {
	URL     string
	Now     func() time.Time
	Signer  *ecdsa.PrivateKey           // of ES256; another than the provider shows is a forger
	Alg     string                      // with which it signs: ES256 or RS256; of another the signature is empty
	Spoil   func(claims map[string]any) // changes what it signs
	Secret  string                      // of the client: geheim, or empty for a public client
	Methods []string                    // in which the client may say who it is; none: not said
	Down    bool                        // it answers 502

	t   testing.TB
	rsa *rsa.PrivateKey
	ec  *ecdsa.PrivateKey

	mu    sync.Mutex
	codes map[string]url.Values // what was asked for, by a code that was not redeemed
}

// Subject is who signs in at the provider, unless Spoil says otherwise.
const Subject = "anna-1"

// New starts a provider, which stops with the test.
func New(t testing.TB, now func() time.Time) *Provider {
	t.Helper()
	p := &Provider{t: t, Now: now, codes: map[string]url.Values{}, Alg: "ES256", Secret: "geheim", Methods: []string{"client_secret_basic"}, Spoil: func(map[string]any) {}}
	var err error
	if p.rsa, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		t.Fatal(err)
	}
	if p.ec, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	p.Signer = p.ec
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("POST /token", p.token)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.Down {
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

func (p *Provider) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.t.Error(err)
	}
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	base := p.URL
	about := map[string]any{
		"issuer": base, "authorization_endpoint": base + "/authorize", "token_endpoint": base + "/token", "jwks_uri": base + "/keys",
		"id_token_signing_alg_values_supported": []string{"RS256", "ES256", "HS256"},
	}
	if p.Methods != nil {
		about["token_endpoint_auth_methods_supported"] = p.Methods
	}
	p.answer(w, about)
}

// client is who redeems a code: by the header where the provider takes that,
// and otherwise by the form.
func (p *Provider) client(r *http.Request) (id, secret string) {
	if p.Methods == nil || slices.Contains(p.Methods, "client_secret_basic") {
		id, secret, _ = r.BasicAuth()
		return id, secret
	}
	return r.PostFormValue("client_id"), r.PostFormValue("client_secret")
}

func encoded(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	point, err := p.ec.PublicKey.Bytes()
	if err != nil {
		p.t.Error(err)
		return
	}
	p.answer(w, map[string]any{"keys": []map[string]string{
		{"kty": "RSA", "kid": "r", "alg": "RS256", "use": "sig", "n": encoded(p.rsa.N.Bytes()), "e": encoded(big.NewInt(int64(p.rsa.E)).Bytes())},
		{"kty": "EC", "kid": "e", "alg": "ES256", "use": "sig", "crv": "P-256", "x": encoded(point[1:33]), "y": encoded(point[33:])},
	}})
}

// Code is what a browser brings back after somebody agreed to what was asked:
// the query with which it was sent to the provider.
func (p *Provider) Code(asked url.Values) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	code := encoded([]byte(asked.Get("state")[:8]))
	p.codes[code] = asked
	return code
}

// token redeems a code once, for the right client and the right verifier.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked, ok := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	id, secret := p.client(r)
	if !ok || asked.Get("code_challenge") != encoded(challenge[:]) || asked.Get("code_challenge_method") != "S256" ||
		id != "balie" || secret != p.Secret || r.PostFormValue("redirect_uri") != asked.Get("redirect_uri") {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
		return
	}
	now := p.Now()
	claims := map[string]any{
		"iss": p.URL, "aud": "balie", "sub": Subject, "nonce": asked.Get("nonce"),
		"iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "auth_time": now.Add(-time.Minute).Unix(),
		"email": "baas@example.nl", "email_verified": true,
	}
	p.Spoil(claims)
	p.answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.sign(claims)})
}

// sign makes a JWS of claims.
func (p *Provider) sign(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	kid := map[string]string{"RS256": "r", "ES256": "e"}[p.Alg]
	text := encoded([]byte(`{"alg":"`+p.Alg+`","kid":"`+kid+`","typ":"JWT"}`)) + "." + encoded(body)
	sum := sha256.Sum256([]byte(text))
	var signature []byte
	switch p.Alg {
	case "RS256":
		if signature, err = rsa.SignPKCS1v15(rand.Reader, p.rsa, crypto.SHA256, sum[:]); err != nil {
			p.t.Error(err)
		}
	case "ES256":
		r, s, err := ecdsa.Sign(rand.Reader, p.Signer, sum[:])
		if err != nil {
			p.t.Error(err)
		}
		signature = append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	}
	return text + "." + encoded(signature)
}
