package cases

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// EntryKind is a sort of text in the thread of a case.
type EntryKind string

// The sorts of text.
const (
	EntryAnswer  EntryKind = "antwoord"
	EntryAsk     EntryKind = "wedervraag" // of the desk to the asker
	EntryAdded   EntryKind = "aanvulling" // of the asker
	EntryReopen  EntryKind = "heropening" // of the asker: why the answer was not enough
	EntryNote    EntryKind = "notitie"    // for staff only
	EntryAdviser EntryKind = "adviseur"   // of an adviser to the desk, for staff only
)

// Entry is a text that was added to a case.
type Entry struct {
	ID      string    `json:"id"` // unique in the case
	At      time.Time `json:"at"`
	Kind    EntryKind `json:"kind"`
	Who     string    `json:"who"` // a domain.Party
	Account string    `json:"account,omitempty"`
	Text    string    `json:"text"` // as typed: plain text, never Markdown or HTML
}

// ForAsker reports whether the asker may read the text.
func (e Entry) ForAsker() bool { return e.Kind != EntryNote && e.Kind != EntryAdviser }

// Answers of Feedback.
const (
	FeedbackYes    = "ja"
	FeedbackPartly = "deels"
	FeedbackNo     = "nee"
)

// Feedback is what the asker thought of it.
type Feedback struct {
	At       time.Time `json:"at"`
	Answered string    `json:"answered"`          // was it answered: one of the constants
	Useful   string    `json:"useful,omitempty"`  // can the asker go on with it: one of the constants, or empty
	Comment  string    `json:"comment,omitempty"` // plain text
}

// Share says which organisation got which data of the sender, and when.
type Share struct {
	At           time.Time `json:"at"`
	Organisation string    `json:"organisation"`
	Fields       []string  `json:"fields"` // names of the fields of the form
	Referral     string    `json:"referral"`
}

// Confirmation is the proof that an address belongs to who filled it in: the
// holder of the token that was sent there said so. The token itself is not
// kept: it is the keyed hash of the reference and Serial.
type Confirmation struct {
	Serial int       `json:"serial"`
	Until  time.Time `json:"until"`
	UsedAt time.Time `json:"used_at,omitzero"`
}

// add puts a text into the thread.
func (t *turn) add(kind EntryKind, text string) error {
	text, err := clean(text)
	if err != nil {
		return err
	}
	if len(t.Thread) >= mostEntries {
		return ErrFull
	}
	t.Thread = append(t.Thread, Entry{
		ID: fmt.Sprintf("t%d", len(t.Thread)+1), At: t.now, Kind: kind, Who: string(t.act.By.Party), Account: t.act.By.ID, Text: text,
	})
	return nil
}

// clean is a text with single line ends and nothing around it.
func clean(text string) (string, error) {
	text = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
	if text == "" || !utf8.ValidString(text) || utf8.RuneCountInString(text) > MaxText || strings.ContainsFunc(text, forbidden) {
		return "", ErrText
	}
	return text, nil
}

// forbidden reports control characters but those of lines and columns.
func forbidden(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }
