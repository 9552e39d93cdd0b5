package store

import (
	"fmt"
	"time"
	"unicode/utf8"
)

// Check reports the first way in which r is outside the contract: ErrTooLarge
// for its body, ErrInvalid for everything else. Version is not looked at.
// Engines call it before every write.
func (r Record) Check() error {
	if err := CheckID(r.ID); err != nil {
		return err
	}
	if len(r.Body) > MaxBody {
		return fmt.Errorf("%w: body of %d bytes, at most %d", ErrTooLarge, len(r.Body), MaxBody)
	}
	if len(r.Index) > MaxEntries {
		return fmt.Errorf("%w: %d index entries, at most %d", ErrInvalid, len(r.Index), MaxEntries)
	}
	for i, e := range r.Index {
		if err := e.check(r.Index[:i]); err != nil {
			return err
		}
	}
	if !r.ExpiresAt.IsZero() {
		return checkTime("expiry", r.ExpiresAt)
	}
	return nil
}

// check reports the first fault of e, with before the entries ahead of it.
func (e Entry) check(before []Entry) error {
	if err := CheckIndex(e.Index, e.Partition); err != nil {
		return err
	}
	for _, b := range before {
		if b.Index == e.Index {
			return fmt.Errorf("%w: two entries in index %q", ErrInvalid, e.Index)
		}
	}
	return checkTime("index time", e.At)
}

// Expired reports whether r is invisible at now.
func (r Record) Expired(now time.Time) bool {
	return !r.ExpiresAt.IsZero() && !now.Before(r.ExpiresAt)
}

// CheckID reports ErrInvalid unless id can be the ID of a record.
func CheckID(id string) error {
	return checkName("id", id, MaxID)
}

// CheckIndex reports ErrInvalid unless index and partition can be listed.
func CheckIndex(index, partition string) error {
	if err := checkName("index name", index, MaxIndexName); err != nil {
		return err
	}
	return checkText("partition", partition)
}

// CheckCount reports ErrInvalid unless the arguments can be those of Count.
func CheckCount(key string, window time.Duration, now time.Time) error {
	if err := checkText("counter key", key); err != nil {
		return err
	}
	if window <= 0 {
		return fmt.Errorf("%w: counter window of %v", ErrInvalid, window)
	}
	return checkTime("counter time", now)
}

// Size returns the number of records that p asks for, from 1 to MaxLimit, or
// ErrInvalid when Limit is negative.
func (p Page) Size() (int, error) {
	if p.Limit < 0 {
		return 0, fmt.Errorf("%w: page of %d records", ErrInvalid, p.Limit)
	}
	if p.Limit == 0 {
		return DefaultLimit, nil
	}
	return min(p.Limit, MaxLimit), nil
}

// checkName accepts 1 to most bytes of a-z, 0-9 and '-'. The fault does not
// repeat the value: an ID can come straight from an address bar.
func checkName(what, s string, most int) error {
	if s == "" || len(s) > most {
		return fmt.Errorf("%w: %s of %d bytes, want 1 to %d", ErrInvalid, what, len(s), most)
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return fmt.Errorf("%w: %s has a byte other than a-z, 0-9 and '-'", ErrInvalid, what)
		}
	}
	return nil
}

// checkText accepts 1 to MaxPartition bytes of valid UTF-8.
func checkText(what, s string) error {
	if s == "" || len(s) > MaxPartition {
		return fmt.Errorf("%w: %s of %d bytes, want 1 to %d", ErrInvalid, what, len(s), MaxPartition)
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("%w: %s is not UTF-8", ErrInvalid, what)
	}
	return nil
}

// checkTime accepts the years that a four-digit text form can hold.
func checkTime(what string, t time.Time) error {
	if y := t.UTC().Year(); y < 1 || y > 9999 {
		return fmt.Errorf("%w: %s in year %d", ErrInvalid, what, y)
	}
	return nil
}
