package address

import (
	"errors"
	"net/mail"
	"strings"
	"testing"
)

func TestParseAccepts(t *testing.T) {
	local64 := strings.Repeat("a", 64)
	domain189 := strings.Repeat(strings.Repeat("b", 62)+".", 3)[:186] + ".nl"
	for _, c := range []struct{ name, in, want string }{
		{"plain", "jan@voorbeeld.nl", "jan@voorbeeld.nl"},
		{"dots in the name", "j.a.n.jansen@voorbeeld.nl", "j.a.n.jansen@voorbeeld.nl"},
		{"subdomain", "info@venlo.gemeente.voorbeeld.nl", "info@venlo.gemeente.voorbeeld.nl"},
		{"plus tag", "jan+loket@voorbeeld.nl", "jan+loket@voorbeeld.nl"},
		{"apostrophe", "o'brien@voorbeeld.ie", "o'brien@voorbeeld.ie"},
		{"hyphen and underscore", "an-ne_marie@voorbeeld.nl", "an-ne_marie@voorbeeld.nl"},
		{"one letter", "a@b.nl", "a@b.nl"},
		{"digits", "12345@678.nl", "12345@678.nl"},
		{"every accepted sign", "#$&'*+-/=?^_`{|}~@voorbeeld.nl", "#$&'*+-/=?^_`{|}~@voorbeeld.nl"},
		{"capitals in the name are kept", "Jan.Jansen@Voorbeeld.NL", "Jan.Jansen@voorbeeld.nl"},
		{"long top-level domain", "jan@voorbeeld.photography", "jan@voorbeeld.photography"},
		{"hyphens in the domain", "jan@voor--beeld-bv.nl", "jan@voor--beeld-bv.nl"},
		{"spaces around", "  jan@voorbeeld.nl ", "jan@voorbeeld.nl"},
		{"tab around", "\tjan@voorbeeld.nl\t", "jan@voorbeeld.nl"},
		{"no-break space around", "\u00a0jan@voorbeeld.nl\u00a0", "jan@voorbeeld.nl"},
		{"zero-width space behind", "jan@voorbeeld.nl\u200b", "jan@voorbeeld.nl"},
		{"byte order mark before", "\ufeffjan@voorbeeld.nl", "jan@voorbeeld.nl"},
		{"German domain", "info@müller-bäckerei.de", "info@xn--mller-bckerei-hfb76a.de"},
		{"German domain in capitals", "info@MÜLLER.DE", "info@xn--mller-kva.de"},
		{"sharp s is kept apart from ss", "info@straße.de", "info@xn--strae-oqa.de"},
		{"ideographic full stop in the domain", "jan@voorbeeld。nl", "jan@voorbeeld.nl"},
		{"full-width domain", "jan@ｖｏｏｒｂｅｅｌｄ.nl", "jan@voorbeeld.nl"},
		{"international top-level domain", "jan@voorbeeld.рф", "jan@voorbeeld.xn--p1ai"},
		{"ASCII form of an international domain", "info@XN--mller-kva.de", "info@xn--mller-kva.de"},
		{"local part of 64", local64 + "@voorbeeld.nl", local64 + "@voorbeeld.nl"},
		{"254 in all", local64 + "@" + domain189, local64 + "@" + domain189},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse(c.in)
			if err != nil || got != c.want {
				t.Errorf("Parse(%q) = %q, %v, want %q", c.in, got, err, c.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     error
	}{
		{"nothing", "", ErrEmpty},
		{"only space", " \t\u00a0", ErrEmpty},
		{"no at", "voorbeeld.nl", ErrForm},
		{"nothing before the at", "@voorbeeld.nl", ErrForm},
		{"nothing after the at", "jan@", ErrForm},
		{"only an at", "@", ErrForm},
		{"two ats", "jan@voorbeeld.nl@ander.nl", ErrForm},
		{"doubled at", "jan@@voorbeeld.nl", ErrForm},
		{"two addresses with a comma", "jan@voorbeeld.nl,piet@voorbeeld.nl", ErrForm},
		{"two addresses with a semicolon", "jan@voorbeeld.nl;piet@voorbeeld.nl", ErrForm},
		{"two addresses with a space", "jan@voorbeeld.nl piet@voorbeeld.nl", ErrForm},
		{"source route", "@relay.nl:jan@voorbeeld.nl", ErrForm},
		{"full-width at", "jan＠voorbeeld.nl", ErrForm},
		{"display name", "Jan <jan@voorbeeld.nl>", ErrLocal},
		{"angle brackets", "<jan@voorbeeld.nl>", ErrLocal},
		{"mailto link", "mailto:jan@voorbeeld.nl", ErrLocal},
		{"quoted local part", `"jan"@voorbeeld.nl`, ErrLocal},
		{"quoted space", `"jan jansen"@voorbeeld.nl`, ErrLocal},
		{"quoted at", `"jan@x"@voorbeeld.nl`, ErrForm},
		{"comment in the name", "jan(thuis)@voorbeeld.nl", ErrLocal},
		{"space in the name", "jan jansen@voorbeeld.nl", ErrLocal},
		{"space before the at", "jan @voorbeeld.nl", ErrLocal},
		{"dot in front", ".jan@voorbeeld.nl", ErrLocal},
		{"dot at the end of the name", "jan.@voorbeeld.nl", ErrLocal},
		{"two dots", "jan..jansen@voorbeeld.nl", ErrLocal},
		{"backslash", `jan\n@voorbeeld.nl`, ErrLocal},
		{"percent route", "jan%doel.nl@voorbeeld.nl", ErrLocal},
		{"bang route", "doel!jan@voorbeeld.nl", ErrLocal},
		{"accent in the name", "andré@voorbeeld.nl", ErrLocal},
		{"Cyrillic letter in the name", "jаn@voorbeeld.nl", ErrLocal},
		{"right-to-left override", "jan\u202e@voorbeeld.nl", ErrLocal},
		{"soft hyphen", "jan\u00adsen@voorbeeld.nl", ErrLocal},
		{"null byte in the name", "jan\x00@voorbeeld.nl", ErrLocal},
		{"delete character", "jan\x7f@voorbeeld.nl", ErrLocal},
		{"broken UTF-8 in the name", "jan\xff@voorbeeld.nl", ErrLocal},
		{"line end before", "\r\njan@voorbeeld.nl", ErrLocal},
		{"header in the name", "jan\r\nBcc: x@voorbeeld.nl", ErrLocal},
		{"bare line feed in the name", "ja\nn@voorbeeld.nl", ErrLocal},
		{"SMTP command in the name", "a>\r\nRCPT TO:<b@voorbeeld.nl", ErrLocal},
		{"line end behind", "jan@voorbeeld.nl\n", ErrDomain},
		{"header behind", "jan@voorbeeld.nl\r\nBcc: piet", ErrDomain},
		{"carriage return behind", "jan@voorbeeld.nl\rBcc: piet", ErrDomain},
		{"SMTP parameter", "jan@voorbeeld.nl> NOTIFY=SUCCESS", ErrDomain},
		{"null byte in the domain", "jan@voor\x00beeld.nl", ErrDomain},
		{"broken UTF-8 in the domain", "jan@voor\xffbeeld.nl", ErrDomain},
		{"no dot in the domain", "jan@localhost", ErrDomain},
		{"dot at the end", "jan@voorbeeld.nl.", ErrDomain},
		{"dot after the at", "jan@.voorbeeld.nl", ErrDomain},
		{"two dots in the domain", "jan@voorbeeld..nl", ErrDomain},
		{"space in the domain", "jan@voor beeld.nl", ErrDomain},
		{"comma for a dot", "jan@voorbeeld,nl", ErrDomain},
		{"underscore in the domain", "jan@voor_beeld.nl", ErrDomain},
		{"hyphen first", "jan@-voorbeeld.nl", ErrDomain},
		{"hyphen last", "jan@voorbeeld-.nl", ErrDomain},
		{"comment in the domain", "jan@voorbeeld.nl(werk)", ErrDomain},
		{"port", "jan@voorbeeld.nl:25", ErrDomain},
		{"path", "jan@voorbeeld.nl/x", ErrDomain},
		{"IPv4 literal", "jan@[127.0.0.1]", ErrDomain},
		{"IPv6 literal", "jan@[IPv6:::1]", ErrDomain},
		{"bare IPv4", "jan@127.0.0.1", ErrDomain},
		{"international digits for an IPv4", "jan@１２７.０.０.１", ErrDomain},
		{"markup", "jan@voorbeeld.nl<script>", ErrDomain},
		{"label of 64", "jan@" + strings.Repeat("b", 64) + ".nl", ErrDomain},
		{"punycode that decodes to nothing", "jan@xn--.nl", ErrDomain},
		{"punycode that is broken", "jan@xn--99999999.nl", ErrDomain},
		{"mixed directions in a label", "jan@aא.nl", ErrDomain},
		{"joiner out of place", "jan@voor\u200dbeeld.nl", ErrDomain},
		{"slash look-alike mapped to a slash", "jan@voorbeeld.nl／x", ErrDomain},
		{"local part of 65", strings.Repeat("a", 65) + "@voorbeeld.nl", ErrLength},
		{"255 in all", "a@" + strings.Repeat("b.", 125) + "nlx", ErrLength},
		{"254 typed, more in ASCII", "a@" + strings.Repeat("ü.", 83) + "nl", ErrLength},
		{"a megabyte", strings.Repeat("a", 1<<20) + "@voorbeeld.nl", ErrLength},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse(c.in)
			if got != "" || !errors.Is(err, c.want) {
				t.Errorf("Parse = %q, %v, want %v", got, err, c.want)
			}
		})
	}
}

func TestDomain(t *testing.T) {
	if got, want := Domain("jan@voorbeeld.nl"), "voorbeeld.nl"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What Parse returns is printable ASCII that needs no quoting, is an address to
// the standard library as well, and parses to itself.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"jan@voorbeeld.nl", " info@MÜLLER.de", "a\r\nBcc: b@c.nl", `"a b"@c.nl`, "a@xn--mller-kva.de", "a@[::1]", "a%b@c.nl", "\xff@\xff.nl"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Parse(s)
		if err != nil {
			if got != "" {
				t.Fatalf("Parse(%q) = %q with %v", s, got, err)
			}
			return
		}
		if len(got) > MaxLength || strings.ContainsAny(got, " \"(),:;<>[\\]!%") || strings.ContainsFunc(got, unprintable) {
			t.Fatalf("Parse(%q) = %q", s, got)
		}
		if read, err := mail.ParseAddress(got); err != nil || read.Address != got {
			t.Fatalf("net/mail reads %q as %v, %v", got, read, err)
		}
		if again, err := Parse(got); err != nil || again != got {
			t.Fatalf("Parse(%q) = %q, %v", got, again, err)
		}
	})
}

func unprintable(r rune) bool { return r <= ' ' || r >= 0x7f }
