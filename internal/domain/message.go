package domain

import "mkbloket/internal/schema"

// Message is what somebody writes to the adviser or entrepreneur of a profile.
// The desk relays it: neither side gets to see the address of the other.
type Message struct {
	Page    string // adviseurs/SLUG or ondernemers/SLUG; empty: for the desk
	Topic   string
	Text    string
	Company string
	Contact
	Consent bool // to share name and message with the profile or its deputy
}

// Kind is KindContact.
func (m *Message) Kind() Kind { return KindContact }

// Sender is who wrote.
func (m *Message) Sender() (name, email string) { return m.Name, m.Email }

// Subject is the topic.
func (m *Message) Subject() string { return m.Topic }

// Fields lists the fields of the contact form.
func (m *Message) Fields(*Taxonomy) []schema.Field {
	return []schema.Field{
		schema.Page("profiel", &m.Page, "adviseurs", "ondernemers"),
		schema.Text("onderwerp", &m.Topic).Required().Max(120).Private().In("bericht"),
		schema.Long("bericht", &m.Text).Required().Min(20).Max(4000).Private().In("bericht"),
		schema.Text("naam", &m.Name).Required().Max(120).Private().In("contact"),
		schema.Text("bedrijf", &m.Company).Max(120).Private().In("contact"),
		schema.Email("email", &m.Email).Required().Private().In("contact"),
		schema.Phone("telefoon", &m.Phone).Private().In("contact"),
		schema.Bool("toestemming_bericht", &m.Consent).Required().In("toestemming"),
	}
}

// Check has no rules across fields.
func (m *Message) Check() []schema.Problem { return nil }

// RelayedFields names what the owner of a profile gets to read of a message.
// The address stays with the desk.
func (m *Message) RelayedFields() []string {
	return []string{"onderwerp", "bericht", "naam", "bedrijf", "telefoon"}
}
