package mail

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// sample is a valid message with both texts.
func sample() Message {
	return Message{
		ID:       "K7M3-P9QX-1",
		FromName: "MKB-loket Limburg",
		From:     "loket@mkb-loket.example",
		To:       "jan@voorbeeld.nl",
		ReplyTo:  "balie@mkb-loket.example",
		Subject:  "Uw vraag K7M3-P9QX",
		Text:     "Wij hebben uw vraag ontvangen.\n\nCoöperaties krijgen ook antwoord.\n",
		HTML:     "<p>Wij hebben uw vraag ontvangen.</p>\n<p>Coöperaties krijgen ook antwoord.</p>\n",
		Language: "nl",
		Date:     time.Date(2026, time.November, 23, 9, 5, 0, 0, time.FixedZone("CET", 3600)),
	}
}

func TestValidateAccepts(t *testing.T) {
	for name, change := range map[string]func(*Message){
		"the sample":          func(*Message) {},
		"no display name":     func(m *Message) { m.FromName = "" },
		"no reply address":    func(m *Message) { m.ReplyTo = "" },
		"no HTML":             func(m *Message) { m.HTML = "" },
		"an ID with dots":     func(m *Message) { m.ID = "2026.11_23-1" },
		"the longest ID":      func(m *Message) { m.ID = strings.Repeat("a", 100) },
		"a regional language": func(m *Message) { m.Language = "nl-NL" },
		"ways to unsubscribe": func(m *Message) {
			m.Unsubscribe = []string{"https://loket.example/volgen/?k=K7M3-P9QX&s=a_b", "mailto:balie@loket.example?subject=K7M3-P9QX"}
		},
		"a long subject": func(m *Message) { m.Subject = strings.Repeat("énergie ", 100) },
	} {
		t.Run(name, func(t *testing.T) {
			m := sample()
			change(&m)
			if err := m.Validate(); err != nil {
				t.Errorf("got %v, want no error", err)
			}
		})
	}
}

func TestValidateRefuses(t *testing.T) {
	const secret = "geheim"
	for name, change := range map[string]func(*Message){
		"no ID":                          func(m *Message) { m.ID = "" },
		"an ID that climbs out":          func(m *Message) { m.ID = "../" + secret },
		"an ID with a path":              func(m *Message) { m.ID = secret + "/1" },
		"a hidden file":                  func(m *Message) { m.ID = "." + secret },
		"an ID with a line end":          func(m *Message) { m.ID = secret + "\n" },
		"an ID with an angle bracket":    func(m *Message) { m.ID = secret + ">" },
		"an ID that is too long":         func(m *Message) { m.ID = strings.Repeat("a", 101) },
		"no sender":                      func(m *Message) { m.From = "" },
		"no recipient":                   func(m *Message) { m.To = "" },
		"two recipients":                 func(m *Message) { m.To = secret + "@a.nl, piet@b.nl" },
		"a recipient with a header":      func(m *Message) { m.To = "a@b.nl\r\nBcc: " + secret + "@b.nl" },
		"a recipient with a command":     func(m *Message) { m.To = "a@b.nl>\r\nRCPT TO:<" + secret + "@b.nl" },
		"a recipient with a name":        func(m *Message) { m.To = secret + " <a@b.nl>" },
		"a recipient that is not parsed": func(m *Message) { m.To = " " + secret + "@B.nl" },
		"an international recipient":     func(m *Message) { m.To = secret + "@bücher.de" },
		"a reply address with a header":  func(m *Message) { m.ReplyTo = "a@b.nl\nBcc: " + secret + "@b.nl" },
		"a name with a line end":         func(m *Message) { m.FromName = "Loket\r\nBcc: " + secret + "@b.nl" },
		"a name that is not UTF-8":       func(m *Message) { m.FromName = secret + "\xff" },
		"a way with a header":            func(m *Message) { m.Unsubscribe = []string{"mailto:a@b.nl\r\nBcc: " + secret} },
		"a way that ends":                func(m *Message) { m.Unsubscribe = []string{"https://a.nl/>, <" + secret} },
		"a way with a script":            func(m *Message) { m.Unsubscribe = []string{"javascript:" + secret} },
		"a way that is too long":         func(m *Message) { m.Unsubscribe = []string{"https://a.nl/" + strings.Repeat("a", 900)} },
		"no subject":                     func(m *Message) { m.Subject = " " },
		"a subject with CRLF":            func(m *Message) { m.Subject = "Hoi\r\nBcc: " + secret + "@b.nl" },
		"a subject with a line feed":     func(m *Message) { m.Subject = "Hoi\n" + secret },
		"a subject with a carriage":      func(m *Message) { m.Subject = "Hoi\r" + secret },
		"a subject with a null byte":     func(m *Message) { m.Subject = "Hoi\x00" + secret },
		"a subject with NEL":             func(m *Message) { m.Subject = "Hoi\u0085" + secret },
		"a subject with U+2028":          func(m *Message) { m.Subject = "Hoi\u2028" + secret },
		"a subject that is not UTF-8":    func(m *Message) { m.Subject = secret + "\xc3" },
		"no text":                        func(m *Message) { m.Text = "\n" },
		"no language":                    func(m *Message) { m.Language = "" },
		"a language with a header":       func(m *Message) { m.Language = "nl\r\nX: " + secret },
		"no date":                        func(m *Message) { m.Date = time.Time{} },
	} {
		t.Run(name, func(t *testing.T) {
			m := sample()
			change(&m)
			err := m.Validate()
			if !errors.Is(err, ErrInvalid) || strings.Contains(err.Error(), secret) {
				t.Errorf("Validate: got %v, want ErrInvalid without the value", err)
			}
			if raw, err := m.Bytes(); raw != nil || !errors.Is(err, ErrInvalid) {
				t.Errorf("Bytes: got %d bytes and %v, want ErrInvalid", len(raw), err)
			}
		})
	}
}
