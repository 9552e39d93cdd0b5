// Package stafftest is the authenticator app of tests that sign in as people do.
// It is written apart from package staff, so that both are held to RFC 6238.
package stafftest

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"
)

// Code is what the app shows at a moment for a key, which may be written in
// groups: six digits of HMAC-SHA-1 over the number of half minutes since 1970.
func Code(t testing.TB, key string, at time.Time) string {
	t.Helper()
	plain := strings.ToUpper(strings.Join(strings.Fields(key), ""))
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(plain)
	if err != nil {
		t.Fatalf("key of the app: %v", err)
	}
	mac := hmac.New(sha1.New, secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(at.Unix()/30)))
	sum := mac.Sum(nil)
	from := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[from:])&0x7fffffff%1_000_000)
}
