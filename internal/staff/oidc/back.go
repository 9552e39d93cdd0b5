package oidc

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	library "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Arrival is somebody who came back from the provider.
type Arrival struct {
	Trip
	Issuer, Subject string
	LoginAt         time.Time // when they proved to the provider who they are
}

// signedBy are the ways to sign that are accepted: with a key of the provider
// that others can check, never with a shared secret or not at all.
var signedBy = []string{library.RS256, library.PS256, library.ES256, library.EdDSA}

// Arrive checks the answer with which a browser came back. The trip is known
// also with an error, as far as it could be read, to lead somebody on. Errors
// are ErrRefused and ErrUnavailable.
func (p *Provider) Arrive(w http.ResponseWriter, r *http.Request) (Arrival, error) {
	l, err := p.unpack(w, r)
	if err != nil {
		return Arrival{}, err
	}
	arrival := Arrival{Trip: l.Trip}
	code, err := p.answer(r.URL.Query(), l)
	if err != nil {
		return arrival, err
	}
	token, err := p.redeem(r.Context(), code, l)
	if err != nil {
		return arrival, err
	}
	if arrival.LoginAt, err = p.provedAt(token, l); err != nil {
		return arrival, err
	}
	arrival.Issuer, arrival.Subject = token.Issuer, token.Subject
	return arrival, nil
}

// answer reads the code from the address that the browser came back with.
func (p *Provider) answer(query url.Values, l luggage) (code string, err error) {
	for _, name := range []string{"state", "code", "iss", "error"} {
		if len(query[name]) > 1 {
			return "", fmt.Errorf("%w: two values of %s", ErrRefused, name)
		}
	}
	if !hmac.Equal([]byte(query.Get("state")), []byte(l.State)) {
		return "", fmt.Errorf("%w: another state", ErrRefused)
	}
	if iss := query.Get("iss"); iss != "" && iss != p.config.Issuer { // RFC 9207
		return "", fmt.Errorf("%w: an answer of another issuer", ErrRefused)
	}
	if query.Get("error") != "" || query.Get("code") == "" {
		return "", fmt.Errorf("%w: the provider gave no code", ErrRefused)
	}
	return query.Get("code"), nil
}

// redeem exchanges the code for an ID token and checks it. What the provider
// says about a fault is left out of the error: it may hold anything.
func (p *Provider) redeem(ctx context.Context, code string, l luggage) (*library.IDToken, error) {
	found, err := p.provider(ctx)
	if err != nil {
		return nil, err
	}
	ctx = library.ClientContext(ctx, p.client)
	tokens, err := p.oauth(found).Exchange(ctx, code, oauth2.VerifierOption(l.Verifier))
	var said *oauth2.RetrieveError
	if errors.As(err, &said) && said.Response.StatusCode < http.StatusInternalServerError {
		return nil, fmt.Errorf("%w: the code was not taken", ErrRefused)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: exchange of the code", ErrUnavailable)
	}
	raw, _ := tokens.Extra("id_token").(string)
	verifier := found.VerifierContext(ctx, &library.Config{ClientID: p.config.ClientID, SupportedSigningAlgs: signedBy, Now: p.config.Now})
	token, err := verifier.Verify(ctx, raw)
	if err != nil {
		return nil, fmt.Errorf("%w: the token does not hold: %w", ErrRefused, err)
	}
	switch {
	case token.Issuer != p.config.Issuer || len(token.Audience) != 1 || token.Subject == "":
		return nil, fmt.Errorf("%w: the token is not for us alone", ErrRefused)
	case !hmac.Equal([]byte(token.Nonce), []byte(l.Nonce)):
		return nil, fmt.Errorf("%w: another nonce", ErrRefused)
	}
	return token, nil
}

// provedAt is when somebody proved to the provider who they are. Asked for
// anew, that is after they left here.
func (p *Provider) provedAt(token *library.IDToken, l luggage) (time.Time, error) {
	var claims struct {
		AuthTime int64 `json:"auth_time"`
	}
	if err := token.Claims(&claims); err != nil || claims.AuthTime == 0 {
		return time.Time{}, fmt.Errorf("%w: the token has no auth_time, which was asked for", ErrRefused)
	}
	at, now := time.Unix(claims.AuthTime, 0).UTC(), p.config.Now()
	earliest := now.Add(-oldest)
	if l.Anew {
		earliest = time.Unix(l.At, 0)
	}
	if at.Before(earliest.Add(-drift)) || at.After(now.Add(drift)) {
		return time.Time{}, fmt.Errorf("%w: the sign-in at the provider is of another time", ErrRefused)
	}
	if at.After(now) {
		at = now.UTC()
	}
	return at, nil
}
