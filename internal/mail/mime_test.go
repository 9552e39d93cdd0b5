package mail

import (
	"bytes"
	"flag"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

func TestBytesMatchGoldenFiles(t *testing.T) {
	plain := sample()
	plain.HTML, plain.ReplyTo, plain.FromName = "", "", ""
	foreign := sample()
	foreign.FromName = "Förderschalter „Limburg“"
	foreign.Subject = "Ihre Anfrage über die Übernahme eines Betriebs: wir melden uns spätestens übermorgen"
	foreign.Language = "de"
	yearly := sample()
	yearly.Unsubscribe = []string{"https://loket.example/volgen/?k=K7M3-P9QX&s=abc", "mailto:balie@mkb-loket.example?subject=K7M3-P9QX"}
	for name, m := range map[string]Message{"yearly.eml": yearly, "both.eml": sample(), "plain.eml": plain, "german.eml": foreign} {
		t.Run(name, func(t *testing.T) {
			got, err := m.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// read parses raw as a receiver does and returns its headers and the decoded
// texts by media type.
func read(t *testing.T, raw []byte) (mail.Header, map[string]string) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	if kind == "text/plain" {
		texts[kind] = decode(t, m.Body)
		return m.Header, texts
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return m.Header, texts
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		texts[kind] = decode(t, part)
	}
}

func decode(t *testing.T, r io.Reader) string {
	t.Helper()
	raw, err := io.ReadAll(quotedprintable.NewReader(r))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n")
}

func TestBytesReadBackAsWritten(t *testing.T) {
	hostile := strings.Join([]string{
		".", "..", "From iemand", "--" + boundary(sample().ID), "--" + boundary(sample().ID) + "--",
		"trailing space ", "tab\t", "=3D=0D=0A", strings.Repeat("lang ", 400), strings.Repeat("x", 2000),
		"😀 ﷽ é", "nul\x00byte", "", "", "einde",
	}, "\n")
	m := sample()
	m.Text, m.HTML = hostile, "<pre>\n"+hostile+"\n</pre>"
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	_, texts := read(t, raw)
	if got := texts["text/plain"]; got != m.Text {
		t.Errorf("text: got %q, want %q", got, m.Text)
	}
	if got := texts["text/html"]; got != m.HTML {
		t.Errorf("HTML: got %q, want %q", got, m.HTML)
	}
	checkWire(t, raw)
}

// checkWire checks what every relay may count on: ASCII without control
// characters, and lines of at most 78 characters that end with CRLF.
func checkWire(t *testing.T, raw []byte) {
	t.Helper()
	lines := strings.Split(string(raw), "\r\n")
	if last := lines[len(lines)-1]; last != "" {
		t.Errorf("last line %q is not ended", last)
	}
	for i, line := range lines {
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r > '~' }) {
			t.Errorf("line %d holds more than printable ASCII: %q", i+1, line)
		}
		if len(line) > 78 {
			t.Errorf("line %d has %d characters: %q", i+1, len(line), line)
		}
	}
}

func TestBytesReplaceWhatIsNotUTF8(t *testing.T) {
	m := sample()
	m.Text, m.HTML = "caf\xe9", ""
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	_, texts := read(t, raw)
	if got, want := texts["text/plain"], "caf\ufffd"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBytesDifferByIDOnly(t *testing.T) {
	first, again, other := sample(), sample(), sample()
	other.ID = "K7M3-P9QX-2"
	a, _ := first.Bytes()
	b, _ := again.Bytes()
	c, _ := other.Bytes()
	if len(a) == 0 || !bytes.Equal(a, b) {
		t.Error("the same message gave other bytes")
	}
	if bytes.Equal(a, c) || boundary(first.ID) == boundary(other.ID) {
		t.Error("another ID gave the same bytes or boundary")
	}
}

// Whatever subject and name are, the message has its own headers and no others,
// and a reader sees exactly the text.
func FuzzHeaders(f *testing.F) {
	for _, s := range []string{"Uw vraag", "Übernahme", "a\r\nBcc: b@c.nl", "=?utf-8?q?=0D=0ABcc:?=", " randen ", `"a" \ b`,
		strings.Repeat("é", 500), "\xff", "a\u2028b", "=?", strings.Repeat("x ", 60), "😀", ",;<>@", "."} {
		f.Add(s)
	}
	words := new(mime.WordDecoder)
	name := regexp.MustCompile(`(?m)^[A-Za-z-]+:`)
	f.Fuzz(func(t *testing.T, s string) {
		m := sample()
		m.Subject, m.FromName = s, s
		raw, err := m.Bytes()
		if err != nil {
			if oneLine(s) && strings.TrimSpace(s) != "" {
				t.Fatalf("Bytes with %q: %v", s, err)
			}
			return
		}
		checkWire(t, raw)
		header, _ := read(t, raw)
		if got, err := words.DecodeHeader(header.Get("Subject")); err != nil || got != s {
			t.Fatalf("subject: got %q, %v, want %q", got, err, s)
		}
		from, err := header.AddressList("From")
		if err != nil || len(from) != 1 || from[0].Address != m.From || from[0].Name != s {
			t.Fatalf("sender with %q: got %v, %v", s, from, err)
		}
		head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
		got := strings.Join(name.FindAllString(string(head), -1), "")
		want := "Date:From:To:Reply-To:Subject:Message-ID:Auto-Submitted:Content-Language:MIME-Version:Content-Type:"
		if got != want {
			t.Fatalf("headers with %q: got %s, want %s", s, got, want)
		}
	})
}
