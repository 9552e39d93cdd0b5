package store

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"time"
)

// timeSize is the length of a time in a cursor: seconds and nanoseconds.
const timeSize = 8 + 4

// NewCursor returns the place of the record id at the time at. Engines call it
// to fill the cursor of a page.
func NewCursor(at time.Time, id string) Cursor {
	b := make([]byte, 0, timeSize+len(id))
	b = binary.BigEndian.AppendUint64(b, uint64(at.Unix()))
	b = binary.BigEndian.AppendUint32(b, uint32(at.Nanosecond()))
	b = append(b, id...)
	return Cursor(base64.RawURLEncoding.EncodeToString(b))
}

// Place returns the time, in UTC, and the ID of c, or ErrInvalid when c was
// not made by NewCursor.
func (c Cursor) Place() (at time.Time, id string, err error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(string(c))
	if err != nil || len(b) < timeSize {
		return time.Time{}, "", fmt.Errorf("%w: damaged cursor", ErrInvalid)
	}
	sec, nsec := int64(binary.BigEndian.Uint64(b)), binary.BigEndian.Uint32(b[8:])
	at, id = time.Unix(sec, int64(nsec)).UTC(), string(b[timeSize:])
	// Decoding skips line ends, so only what encodes back to c was made here.
	if nsec >= 1e9 || CheckID(id) != nil || checkTime("cursor", at) != nil || NewCursor(at, id) != c {
		return time.Time{}, "", fmt.Errorf("%w: damaged cursor", ErrInvalid)
	}
	return at, id, nil
}
