package oidc

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Trip is what somebody was doing when they left for the provider.
type Trip struct {
	Invitation string `json:"invitation,omitempty"` // token; empty: they sign in
	Onward     string `json:"onward,omitempty"`     // query with which the page to sign in was opened
	Anew       bool   `json:"anew,omitempty"`       // they must prove anew who they are
}

// luggage is what travels in the cookie.
type luggage struct {
	Trip
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"` // of PKCE
	At       int64  `json:"at"`       // when they left, in seconds
}

var plain = base64.RawURLEncoding.Strict()

// pack makes the random parts: 256 bits each.
func (p *Provider) pack() (luggage, error) {
	var parts [3]string
	for i := range parts {
		b := make([]byte, 32)
		if _, err := io.ReadFull(p.config.Rand, b); err != nil {
			return luggage{}, fmt.Errorf("make state: %w", err)
		}
		parts[i] = plain.EncodeToString(b)
	}
	return luggage{State: parts[0], Nonce: parts[1], Verifier: parts[2]}, nil
}

func (p *Provider) cookieName() string {
	if p.config.Insecure {
		return "balie-oidc"
	}
	return "__Host-balie-oidc"
}

func (p *Provider) cookie(value string, age time.Duration) *http.Cookie {
	return &http.Cookie{Name: p.cookieName(), Value: value, Path: "/", MaxAge: int(age.Seconds()),
		HttpOnly: true, Secure: !p.config.Insecure, SameSite: http.SameSiteLaxMode}
}

func (p *Provider) setCookie(w http.ResponseWriter, l luggage) error {
	body, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("encode state: %w", err)
	}
	text := plain.EncodeToString(body)
	http.SetCookie(w, p.cookie(text+"."+p.sign(text), holds))
	return nil
}

func (p *Provider) sign(text string) string {
	h := hmac.New(sha256.New, p.config.Secret)
	io.WriteString(h, "oidc "+text)
	return plain.EncodeToString(h.Sum(nil))
}

// unpack reads the cookie of a request and takes it away: it is used once.
func (p *Provider) unpack(w http.ResponseWriter, r *http.Request) (luggage, error) {
	http.SetCookie(w, p.cookie("", -time.Second))
	c, err := r.Cookie(p.cookieName())
	if err != nil {
		return luggage{}, fmt.Errorf("%w: no cookie came back", ErrRefused)
	}
	text, mac, _ := strings.Cut(c.Value, ".")
	if !hmac.Equal([]byte(mac), []byte(p.sign(text))) {
		return luggage{}, fmt.Errorf("%w: the cookie is not ours", ErrRefused)
	}
	var l luggage
	body, err := plain.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(body, &l)
	}
	if err != nil {
		return luggage{}, fmt.Errorf("%w: the cookie cannot be read", ErrRefused)
	}
	if age := p.config.Now().Sub(time.Unix(l.At, 0)); age >= holds || age < -drift {
		return luggage{}, fmt.Errorf("%w: it took too long", ErrRefused)
	}
	return l, nil
}
