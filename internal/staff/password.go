package staff

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Lengths of a password in characters (requirement 63).
const (
	MinPassword = 12
	MaxPassword = 256
)

// cost is what checking one password takes.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// costNow is the second choice of the OWASP Password Storage Cheat Sheet for
// argon2id: 19 MiB, two passes, one thread.
var costNow = cost{19 * 1024, 2, 1}

const (
	saltSize = 16
	keyLen   = 32
)

func argon(password, salt []byte, c cost) []byte {
	return argon2.IDKey(password, salt, c.time, c.memory, c.threads, keyLen)
}

// slowly derives a key when it is its turn.
func (s *Staff) slowly(ctx context.Context, password string, salt []byte, c cost) ([]byte, error) {
	select {
	case s.turns <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to check a password: %w", ctx.Err())
	}
	defer func() { <-s.turns }()
	return s.derive(s.mac("password", norm.NFC.String(password)), salt, c), nil
}

// seal makes what is stored of a password.
func (s *Staff) seal(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(s.config.Rand, salt); err != nil {
		return "", fmt.Errorf("make salt: %w", err)
	}
	key, err := s.slowly(ctx, password, salt, costNow)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, costNow.memory, costNow.time, costNow.threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// matches reports whether a password is the one of a stored text. An empty
// text, of an account that is not there or has no password, takes the same work
// and matches nothing.
func (s *Staff) matches(ctx context.Context, stored, password string) (bool, error) {
	c, salt, want, ok := parse(stored)
	if !ok {
		c, salt, want = costNow, make([]byte, saltSize), make([]byte, keyLen)
	}
	if utf8.RuneCountInString(password) > MaxPassword {
		password, ok = "", false
	}
	got, err := s.slowly(ctx, password, salt, c)
	if err != nil {
		return false, err
	}
	return hmac.Equal(got, want) && ok, nil
}

// parse reads what seal made.
func parse(stored string) (c cost, salt, key []byte, ok bool) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost{}, nil, nil, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); err != nil || c.time < 1 || c.threads < 1 {
		return cost{}, nil, nil, false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return cost{}, nil, nil, false
	}
	key, err = base64.RawStdEncoding.DecodeString(parts[5])
	return c, salt, key, err == nil && len(key) == keyLen
}

// judge says what is wrong with a new password: "" when nothing is. There are
// no rules about which characters; words are the person's own name and address.
func judge(password string, words ...string) string {
	n := utf8.RuneCountInString(norm.NFC.String(password))
	switch {
	case n == 0:
		return "empty"
	case n < MinPassword:
		return "short"
	case n > MaxPassword:
		return "long"
	case obvious(password, words...):
		return "obvious"
	}
	return ""
}
