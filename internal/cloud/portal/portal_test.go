package portal

import (
	"errors"
	"testing"

	"mkbloket/internal/mail"
)

func TestFunctionsThatKnowTheContentSendNoMail(t *testing.T) {
	if err := (unsent{}).Send(t.Context(), mail.Message{}); !errors.Is(err, mail.ErrTemporary) {
		t.Errorf("got %v, want ErrTemporary, so that the message stays in the outbox", err)
	}
}
