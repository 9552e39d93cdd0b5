package cases

import (
	"strings"
	"testing"
)

// TestEveryMessageHasAnExample uses the texts of the test, which fail on a text
// that is missing and on a place that is left open.
func TestEveryMessageHasAnExample(t *testing.T) {
	w := newWorld(t, Limits{})
	set, err := words()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range set.MailNames() {
		for _, lang := range []string{"nl", "en", "de"} {
			subject, text := w.Example(name, lang, w.now())
			if subject == "" || strings.ContainsAny(subject, "\n") || !strings.Contains(subject+text, exampleRef) && name != "digest" {
				t.Errorf("%s in %s: got %q and %q, want a subject, and the reference of an example", name, lang, subject, text)
			}
			if piece, path := exampleWay(name); piece != "" && !strings.Contains(text, w.config.Base+set.Address(lang, path)+"?k="+exampleRef) {
				t.Errorf("%s in %s: got %q, want the link to %s", name, lang, text, path)
			}
		}
	}
}

func TestTheExampleIsNoReferenceThatExists(t *testing.T) {
	if _, err := newWorld(t, Limits{}).Open(t.Context(), exampleRef, "sleutel"); err == nil {
		t.Error("got a case")
	}
}
