package forms_test

import (
	"net/url"
	"strings"
	"testing"

	"mkbloket/internal/cases"
)

func TestMailsAreWholeAndHoldNothingThatWasTyped(t *testing.T) {
	filled := map[string]url.Values{"/api/question": question(), "/api/profile": profile(), "/api/advice": advice()}
	for _, lang := range []string{"nl", "en", "de"} {
		d := newDesk(t, setting{limits: cases.Limits{PerOrigin: -1}})
		for action, v := range filled {
			d.post(action, with(v, "taal", lang))
		}
		made := d.queue(cases.QueueNew)
		if len(made) != 3 {
			t.Fatalf("%s: got %d cases, want 3", lang, len(made))
		}
		for _, c := range made {
			for _, m := range c.Mail {
				text := m.Message.Subject + "\n" + m.Message.Text
				if !strings.Contains(text, c.Reference) || strings.ContainsAny(text, "{}[]") {
					t.Errorf("%s: %s: got %q, want the reference and nothing left to fill in", lang, m.Message.ID, text)
				}
				for _, typed := range []string{"Voorbeeld", "bakkerij", "Subsidie", "brood"} {
					if strings.Contains(text, typed) {
						t.Errorf("%s: %s holds %q", lang, m.Message.ID, typed)
					}
				}
				if err := m.Message.Validate(); err != nil {
					t.Errorf("%s: %s: %v", lang, m.Message.ID, err)
				}
			}
			if got := c.Mail[0].Message.Language; got != lang {
				t.Errorf("confirmation in %s, want %s", got, lang)
			}
		}
	}
}
