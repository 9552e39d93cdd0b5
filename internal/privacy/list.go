package privacy

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Entry says that a person was erased: the line of a list that outlives the
// store, so that what a restored backup brings back can be erased again. It
// names nobody to who does not have the secret.
type Entry struct {
	Hash string    `json:"hash"`
	At   time.Time `json:"at"`
}

// Entries gives an entry for each of the people, at this moment.
func (p *People) Entries(now time.Time) []Entry {
	var list []Entry
	for hash := range p.until {
		list = append(list, Entry{Hash: hash, At: now.UTC()})
	}
	return list
}

// Listed are the people of a list of entries, each up to the moment of the last
// one: what somebody sent after being erased is not meant.
func Listed(hash func(string) string, list []Entry) *People {
	p := &People{hash: hash, until: map[string]time.Time{}}
	for _, e := range list {
		if e.At.After(p.until[e.Hash]) {
			p.until[e.Hash] = e.At
		}
	}
	return p
}

// WriteEntries writes one line of JSON for each entry.
func WriteEntries(w io.Writer, list []Entry) error {
	encoder := json.NewEncoder(w)
	for _, e := range list {
		if err := encoder.Encode(e); err != nil {
			return fmt.Errorf("write list of erased people: %w", err)
		}
	}
	return nil
}

// ReadEntries reads what WriteEntries wrote. A last line that was cut off, by a
// crash while it was added, counts for nothing; any other fault is an error
// with its line.
func ReadEntries(r io.Reader) ([]Entry, error) {
	var list []Entry
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read list of erased people: %w", err)
		}
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil || e.Hash == "" || e.At.IsZero() {
			return nil, fmt.Errorf("read list of erased people: line %d is damaged", n)
		}
		list = append(list, e)
	}
}
