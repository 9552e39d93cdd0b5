// Package handover is what the desk gives to whoever keeps the content of the
// site, and no more: files that everybody may read.
//
//	store ──Records──▶ profiles that stand on the site, drafts of questions ─┐
//	store ──Figures──▶ cijfers.yaml, rounded and without small groups ───────┴─Gather─▶ Handover ──Encode──▶ JSON
//
// A desk on another machine sends it as JSON to who shows its Key. So the
// program that makes commits needs no right to read cases. Decode takes nothing
// but what Encode makes, and of that only files that a desk may write: see
// package publication.
//
// The package reads no files, opens no connection and has no clock.
package handover

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/figures"
	"mkbloket/internal/store"
)

// Path is the address at the desk where a Handover is given, and Header the name
// of the request header that holds the Key. It is no Authorization: a CDN may
// keep that to itself.
// https://repost.aws/knowledge-center/cloudfront-authorization-header
const (
	Path   = "/balie/overdracht/"
	Header = "X-Loket-Sleutel"
	Actor  = "overdracht" // in the audit log: no account
)

// Handover is everything that the content folder gets from the desk.
type Handover struct {
	Records Records
	Figures []byte // the file with public figures
}

// Gather reads a store twice, in whole. The targets are in working days. Errors
// are of the store, or say which record cannot be read.
func Gather(ctx context.Context, db store.Store, t *domain.Taxonomy, targets map[domain.Kind]int, now time.Time) (Handover, error) {
	records, err := Approved(ctx, db, t, now)
	if err != nil {
		return Handover{}, err
	}
	file, err := Figures(ctx, db, figures.Config{Taxonomy: t, Targets: targets}, now)
	return Handover{records, file}, err
}

// use keeps the key apart from all else that is made with the same secret.
const use = "overdracht aan de inhoud, versie 1"

// Key is what opens the hand-over of a desk and nothing else there: a keyed hash
// by its secret, in 64 hexadecimal digits. It changes with the secret.
func Key(secret []byte) string {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(use))
	return hex.EncodeToString(h.Sum(nil))
}

// IsKey reports whether a text looks like a Key.
func IsKey(text string) bool {
	b, err := hex.DecodeString(text)
	return err == nil && len(b) == sha256.Size
}
