package staff

import (
	"encoding/base32"
	"fmt"
	"io"
	"slices"
)

const (
	recoveryCodes = 10
	recoverySize  = 10 // characters of 5 bits: 50 bits each
)

// readable has no letter that looks like a digit or another letter.
var readable = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

// newRecovery makes recovery codes, to show once, and what is kept of them.
func (s *Staff) newRecovery(id string) (codes, kept []string, err error) {
	for range recoveryCodes {
		b := make([]byte, 7)
		if _, err := io.ReadFull(s.config.Rand, b); err != nil {
			return nil, nil, fmt.Errorf("make recovery codes: %w", err)
		}
		text := readable.EncodeToString(b)[:recoverySize]
		codes, kept = append(codes, text[:5]+"-"+text[5:]), append(kept, s.recoveryHash(id, text))
	}
	return codes, kept, nil
}

func (s *Staff) recoveryHash(id, code string) string { return s.hash("recovery", id, code) }

// useRecovery takes a recovery code out of those left.
func (s *Staff) useRecovery(a *record, typed string) bool {
	hash := s.recoveryHash(a.ID, typed)
	i := slices.IndexFunc(a.Recovery, func(kept string) bool { return equal(kept, hash) })
	if i < 0 {
		return false
	}
	a.Recovery = slices.Delete(slices.Clone(a.Recovery), i, i+1)
	return true
}
