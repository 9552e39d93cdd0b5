package staff

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 as authenticator apps speak it: HMAC-SHA-1
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Codes of an authenticator app: RFC 6238 with SHA-1, six digits and steps of
// 30 seconds, which is what every app understands.
const (
	period   = 30 // seconds
	skew     = 1  // steps that a clock may be off, either way
	digits   = 6
	keyBytes = 20
)

// code is the code of a step: RFC 4226, section 5.3.
func code(key []byte, step int64) string {
	h := hmac.New(sha1.New, key)
	_ = binary.Write(h, binary.BigEndian, step)
	sum := h.Sum(nil)
	start := sum[len(sum)-1] & 0x0f
	n := binary.BigEndian.Uint32(sum[start:]) & 0x7fff_ffff
	return fmt.Sprintf("%0*d", digits, n%1_000_000)
}

func stepAt(t time.Time) int64 { return t.Unix() / period }

// checkCode gives the step to which a code belongs, at most one from now and
// later than the last that was used: a code works once.
func checkCode(key []byte, typed string, now time.Time, last int64) (step int64, ok bool) {
	for step := stepAt(now) - skew; step <= stepAt(now)+skew; step++ {
		if equal(code(key, step), typed) && step > last {
			return step, true
		}
	}
	return 0, false
}

// appKey is the key of the app of an account. It follows from the secret and
// what the record holds, so that it is stored nowhere.
func (s *Staff) appKey(id, seed string) []byte { return s.mac("totp", id, seed)[:keyBytes] }

// App is what somebody puts in an authenticator app.
type App struct {
	Key  string // base32 in groups of four, to type
	Link string // otpauth: address, which opens the app on the same device
}

var base32Plain = base32.StdEncoding.WithPadding(base32.NoPadding)

func newApp(key []byte, issuer, email string) App {
	text := base32Plain.EncodeToString(key)
	var groups []string
	for i := 0; i < len(text); i += 4 {
		groups = append(groups, text[i:min(i+4, len(text))])
	}
	query := url.Values{"secret": {text}, "issuer": {issuer}}
	link := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + email,
		RawQuery: strings.ReplaceAll(query.Encode(), "+", "%20")}
	return App{Key: strings.Join(groups, " "), Link: link.String()}
}

// tidyCode is a code as people type it, without spaces and dashes.
func tidyCode(typed string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\t", "").Replace(strings.TrimSpace(typed)))
}
