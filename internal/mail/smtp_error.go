package mail

import (
	"errors"
	"fmt"
	"net/textproto"
	"regexp"
	"strings"
)

// setupFailure is what went wrong before the server heard of the message. It
// is always temporary.
func setupFailure(step string, err error) error {
	return fmt.Errorf("%w: %s: %w", ErrTemporary, step, withoutText(err))
}

// messageFailure is what went wrong with the message.
func messageFailure(step string, err error) error {
	kind := ErrTemporary
	var answer *textproto.Error
	if errors.As(err, &answer) && refusal(answer.Code) {
		kind = ErrPermanent
	}
	return fmt.Errorf("%w: %s: %w", kind, step, withoutText(err))
}

// closeFailure is what went wrong after the message went out. An answer says
// that it was not taken; without one nobody knows.
func closeFailure(err error) error {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return messageFailure("message", err)
	}
	return fmt.Errorf("%w: %w: %w", ErrTemporary, ErrUnanswered, err)
}

// refusal reports whether code is a refusal of this message for good (RFC 5321,
// section 4.2.1). The codes of RFC 4954, section 6, speak of the account.
func refusal(code int) bool {
	switch code {
	case 530, 534, 535, 538:
		return false
	}
	return code >= 500 && code <= 599
}

// answerError is an answer of a server without its text, which often quotes the
// recipient's address.
type answerError string

func (e answerError) Error() string { return "server answered " + string(e) }

// enhanced is the status code of RFC 3463 at the beginning of an answer.
var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// withoutText reduces an answer of a server to its codes. Other errors come
// from this side and are returned as they are.
func withoutText(err error) error {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		codes := fmt.Sprintf("%03d %s", answer.Code, enhanced.FindString(answer.Msg))
		return answerError(strings.TrimSpace(codes))
	}
	var malformed textproto.ProtocolError
	if errors.As(err, &malformed) {
		return errors.New("answer is not SMTP")
	}
	return err
}
