package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"
	"time"

	"mkbloket/internal/mail/address"
)

// Bytes returns m as it goes over the wire (RFC 5322 and MIME): ASCII, lines of
// at most 998 characters ended by CRLF. The same message always gives the same
// bytes. A message that is not valid gives an error that wraps ErrInvalid.
// Octets of Text and HTML that are not UTF-8 become U+FFFD.
func (m Message) Bytes() ([]byte, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	m.writeHeader(&b)
	if err := m.writeBody(&b); err != nil {
		return nil, fmt.Errorf("write message %s: %w", m.ID, err)
	}
	return b.Bytes(), nil
}

// MessageID returns the value of the Message-ID header: the ID at the domain of
// the sender (RFC 5322, section 3.6.4).
func (m Message) MessageID() string {
	return "<" + m.ID + "@" + address.Domain(m.From) + ">"
}

// writeHeader writes what concerns the whole message. Auto-Submitted (RFC 3834)
// keeps out-of-office programs from answering. List-Unsubscribe (RFC 2369) comes
// without List-Unsubscribe-Post (RFC 8058): nothing here is undone by a press on
// a button that a mail program shows, or that a filter tries.
func (m Message) writeHeader(b *bytes.Buffer) {
	from := m.From
	if m.FromName != "" {
		from = phrase(m.FromName) + "\r\n <" + m.From + ">"
	}
	field(b, "Date", m.Date.Format(time.RFC1123Z))
	field(b, "From", from)
	field(b, "To", m.To)
	if m.ReplyTo != "" {
		field(b, "Reply-To", m.ReplyTo)
	}
	field(b, "Subject", encodeText(m.Subject))
	field(b, "Message-ID", m.MessageID())
	field(b, "Auto-Submitted", "auto-generated")
	field(b, "Content-Language", m.Language)
	if len(m.Unsubscribe) > 0 {
		field(b, "List-Unsubscribe", "<"+strings.Join(m.Unsubscribe, ">,\r\n <")+">")
	}
	field(b, "MIME-Version", "1.0")
}

// writeBody writes the text alone, or both texts as alternatives, the richer
// one last (RFC 2046, section 5.1.4).
func (m Message) writeBody(b *bytes.Buffer) error {
	if m.HTML == "" {
		field(b, "Content-Type", plainText)
		field(b, "Content-Transfer-Encoding", encoding)
		b.WriteString("\r\n")
		return writeText(b, m.Text)
	}
	parts := multipart.NewWriter(b)
	if err := parts.SetBoundary(boundary(m.ID)); err != nil {
		return err
	}
	field(b, "Content-Type", mime.FormatMediaType("multipart/alternative",
		map[string]string{"boundary": parts.Boundary()}))
	b.WriteString("\r\n")
	if err := writePart(parts, plainText, m.Text); err != nil {
		return err
	}
	if err := writePart(parts, htmlText, m.HTML); err != nil {
		return err
	}
	return parts.Close()
}

const (
	plainText = "text/plain; charset=utf-8"
	htmlText  = "text/html; charset=utf-8"
	encoding  = "quoted-printable"
)

func writePart(parts *multipart.Writer, kind, text string) error {
	w, err := parts.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {kind},
		"Content-Transfer-Encoding": {encoding},
	})
	if err != nil {
		return err
	}
	return writeText(w, text)
}

// writeText writes text as quoted-printable, ended by one line end.
func writeText(w io.Writer, text string) error {
	text = strings.TrimRight(strings.ToValidUTF8(text, "\ufffd"), "\r\n") + "\n"
	q := quotedprintable.NewWriter(w)
	if _, err := io.WriteString(q, text); err != nil {
		return err
	}
	return q.Close()
}

// boundary derives the boundary from the ID. It begins with "=_", which
// quoted-printable text never contains (RFC 2045, section 6.7), so no text can
// end its own part.
func boundary(id string) string {
	sum := sha256.Sum256([]byte(id))
	return "=_" + hex.EncodeToString(sum[:12])
}
