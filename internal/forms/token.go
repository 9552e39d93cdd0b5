package forms

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// signer makes and checks what the visitor carries for us: the token of a form
// and the parameters of the confirmation page.
type signer struct{ secret []byte }

const (
	nonceSize = 16 // 128 bits (requirement 27)
	stampSize = 8
	macSize   = 16
)

var encoding = base64.RawURLEncoding.Strict()

// token makes a token: random bytes and the time, signed.
func (s signer) token(r io.Reader, now time.Time) (string, error) {
	b := make([]byte, nonceSize, nonceSize+stampSize+macSize)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	b = binary.BigEndian.AppendUint64(b, uint64(now.UnixMilli()))
	return encoding.EncodeToString(append(b, s.mac("token", string(b))...)), nil
}

// verify gives the time at which a token was made, and whether it is ours. A
// token does not run out: a page left open for a month still works.
func (s signer) verify(token string) (made time.Time, ok bool) {
	b, err := encoding.DecodeString(token)
	if err != nil || len(b) != nonceSize+stampSize+macSize {
		return time.Time{}, false
	}
	signed := b[:nonceSize+stampSize]
	if !hmac.Equal(b[len(signed):], s.mac("token", string(signed))) {
		return time.Time{}, false
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(signed[nonceSize:]))), true
}

// receipt signs what the confirmation page shows, so that nobody can make the
// site confirm something that was not received.
func (s signer) receipt(kind, reference, due string) string {
	return encoding.EncodeToString(s.mac("receipt", kind, reference, due))
}

func (s signer) mac(parts ...string) []byte {
	h := hmac.New(sha256.New, s.secret)
	io.WriteString(h, "forms")
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s,", len(p), p)
	}
	return h.Sum(nil)[:macSize]
}
