// Package mail makes the messages that the desk sends, byte for byte, and hands
// them over: to a folder of .eml files or to an SMTP server.
//
// A message is data, kept with the case that caused it. Its ID becomes its
// Message-ID, its MIME boundary and its file name, so that sending it again
// sends the same bytes and the receiver can tell a repeat. The package neither
// queues nor retries; it says with ErrTemporary and ErrPermanent what a queue
// should do, and Backoff and GiveUpAfter say when.
//
// A message has one recipient, so that nobody reads another's address and one
// refusal concerns one person. The texts come from templates; addresses that a
// visitor typed pass through the package address below this one. Errors name no
// address and quote no answer of a server, so they may be logged.
package mail

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mkbloket/internal/mail/address"
)

// Message is one message to one recipient.
type Message struct {
	// ID is unique and stable: 1 to 100 letters and digits, with single dots,
	// dashes and underscores between them. It must not differ from another ID
	// only in case, since some file systems do not see that.
	ID string

	FromName string    // display name of From; may be empty
	From     string    // sender, as address.Parse returns it
	To       string    // recipient, likewise
	ReplyTo  string    // where an answer goes, likewise; empty: From
	Subject  string    // one line of UTF-8
	Text     string    // plain text, UTF-8, lines ended by \n or \r\n
	HTML     string    // the same as a HTML document; may be empty
	Language string    // of the texts: "nl", "en", "de" (BCP 47)
	Date     time.Time // when it was written, in the zone to be shown

	// Unsubscribe are the ways to get no more of such messages, the best first:
	// a page or an address, as https://... or mailto:... (RFC 2369). Empty for a
	// message that answers something its reader did.
	Unsubscribe []string `json:",omitempty"`
}

// ErrInvalid says that a Message cannot be written as a safe message; it is a
// fault of the program or its templates, and sending it again will not help.
var ErrInvalid = errors.New("invalid message")

const (
	maxID  = 100
	maxWay = 900 // of a line of 998 characters
)

var (
	idForm       = regexp.MustCompile(`^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$`)
	wayForm      = regexp.MustCompile(`^(https?://|mailto:)[!#-;=?-~]+$`) // without quotes and angle brackets
	languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)
)

// Validate reports the first field with which m cannot be sent, as an error
// that wraps ErrInvalid and does not hold the field's value.
func (m Message) Validate() error {
	switch {
	case len(m.ID) > maxID || !idForm.MatchString(m.ID):
		return invalid("ID is not a short word")
	case !parsed(m.From):
		return invalid("From is not a parsed address")
	case !parsed(m.To):
		return invalid("To is not a parsed address")
	case m.ReplyTo != "" && !parsed(m.ReplyTo):
		return invalid("ReplyTo is not a parsed address")
	case !oneLine(m.FromName):
		return invalid("FromName is not one line of UTF-8")
	case strings.TrimSpace(m.Subject) == "" || !oneLine(m.Subject):
		return invalid("Subject is not one line of UTF-8")
	case strings.TrimSpace(m.Text) == "":
		return invalid("Text is empty")
	case !languageForm.MatchString(m.Language):
		return invalid("Language is not a language tag")
	case m.Date.IsZero():
		return invalid("Date is not set")
	case slices.ContainsFunc(m.Unsubscribe, func(way string) bool { return len(way) > maxWay || !wayForm.MatchString(way) }):
		return invalid("Unsubscribe holds what is no address of a page or a mailbox")
	}
	return nil
}

// invalid wraps ErrInvalid with what is wrong.
func invalid(what string) error { return fmt.Errorf("%w: %s", ErrInvalid, what) }

// parsed reports whether s is an address in the form that address.Parse gives.
func parsed(s string) bool {
	got, err := address.Parse(s)
	return err == nil && got == s
}

// oneLine reports whether s is UTF-8 without control characters and without
// the line and paragraph separators of Unicode.
func oneLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	})
}
