package cases

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/internal/reference"
)

// ID is the key in the store of the case with a reference.
func ID(ref string) string { return strings.ToLower(ref) }

// identity is the keyed hash of what makes two submissions the same one: the
// kind, the token of the form or, without a token, the day in the Netherlands,
// and every field.
func (c *Cases) identity(kind domain.Kind, token string, now time.Time, fields map[string][]string) ([sha256.Size]byte, error) {
	if token == "" {
		token = "day " + now.In(calendar.Location()).Format(time.DateOnly)
	}
	canonical, err := json.Marshal(fields) // sorts the names
	if err != nil {
		return [sha256.Size]byte{}, fmt.Errorf("canonical fields: %w", err)
	}
	return c.hash("identity", string(kind), token, string(canonical)), nil
}

// candidate is the reference that a submission gets at an attempt; attempts
// above 0 are for true collisions. Without the secret it cannot be foretold:
// the bytes come from ChaCha8 (C2SP chacha8rand) with a key made by HMAC.
func (c *Cases) candidate(identity [sha256.Size]byte, attempt int) (string, error) {
	seed := c.hash("reference", hex.EncodeToString(identity[:]), strconv.Itoa(attempt))
	return reference.New(rand.NewChaCha8(seed))
}
