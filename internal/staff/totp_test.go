package staff

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestCodeIsThatOfRFC6238 has the vectors of its appendix B for SHA-1, of which
// the last six digits are ours.
func TestCodeIsThatOfRFC6238(t *testing.T) {
	key := []byte("12345678901234567890")
	for seconds, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := code(key, stepAt(time.Unix(seconds, 0))); got != want[2:] {
			t.Errorf("%d: got %s, want %s", seconds, got, want[2:])
		}
	}
}

func TestAppHasAKeyThatCanBeTypedAndALink(t *testing.T) {
	app := newApp([]byte("12345678901234567890"), "MKB-loket Limburg", "anna@example.nl")
	if want := "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"; app.Key != want {
		t.Errorf("got key %q, want %q", app.Key, want)
	}
	link, err := url.Parse(app.Link)
	if err != nil {
		t.Fatal(err)
	}
	if got := link.Query().Get("secret"); got != strings.ReplaceAll(app.Key, " ", "") || link.Scheme != "otpauth" || link.Host != "totp" {
		t.Errorf("got link %s", app.Link)
	}
	if strings.Contains(app.Link, "+") {
		t.Errorf("got link %s: apps do not read + as a space", app.Link)
	}
}
