package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// Signer makes and checks what the visitor carries for us: the token of a form
// and the parameters of a page that confirms. What one Use signed no other
// accepts. It is safe for concurrent use.
type Signer struct {
	Secret []byte
	Use    string
}

const (
	nonceSize = 16 // 128 bits (requirement 27)
	stampSize = 8
	macSize   = 16
)

var encoding = base64.RawURLEncoding.Strict()

// Token makes a token: random bytes and the time, signed. Errors are those of r.
func (s Signer) Token(r io.Reader, now time.Time) (string, error) {
	b := make([]byte, nonceSize, nonceSize+stampSize+macSize)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	b = binary.BigEndian.AppendUint64(b, uint64(now.UnixMilli()))
	return encoding.EncodeToString(append(b, s.mac("token", string(b))...)), nil
}

// Verify gives the time at which a token was made, and whether it is ours. A
// token does not run out: a page left open for a month still works.
func (s Signer) Verify(token string) (made time.Time, ok bool) {
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

// Receipt signs what a page shows, so that nobody can make the site confirm
// something that was not received.
func (s Signer) Receipt(parts ...string) string {
	return encoding.EncodeToString(s.mac(append([]string{"receipt"}, parts...)...))
}

func (s Signer) mac(parts ...string) []byte {
	h := hmac.New(sha256.New, s.Secret)
	io.WriteString(h, s.Use)
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s,", len(p), p)
	}
	return h.Sum(nil)[:macSize]
}
