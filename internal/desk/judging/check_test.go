package judging

import (
	"testing"

	"mkbloket/internal/cases"
)

func TestAWebsiteIsLookedAtAndNotVisited(t *testing.T) {
	tests := map[string]string{
		"": Good, "https://voorbeeld.example/pad": Good, "http://voorbeeld.example": Look, "https://voorbeeld.example:8443": Look, "https://xn--brgerin-n2a.example": Look,
		"http://localhost/": Broken, "https://127.0.0.1": Broken, "https://10.0.0.1/x": Broken, "https://[::1]/": Broken, "https://0x7f.1": Broken, "https://2130706433": Broken,
		"https://169.254.169.254/latest": Broken, "https://router.local": Broken, "https://intranet": Broken, "https://8.8.8.8": Broken, "https://x.internal.": Broken, "https://a b": Broken,
	}
	for address, want := range tests {
		if got := website(address); got.Result != want || (got.Todo == "") != (want == Good) {
			t.Errorf("%q: got %+v, want %s", address, got, want)
		}
	}
}

func TestNumbersAndAddressesInTheTextAreSeen(t *testing.T) {
	inText := func(text string) Check { return number("", text) }
	tests := []struct {
		name  string
		check func(string) Check
		text  string
		want  string
	}{
		{"a number in its field", func(text string) Check { return number("12345678", text) }, "Wij helpen.", Good},
		{"no number", inText, "Wij helpen.", Look},
		{"a number of eight digits", inText, "KVK-nummer: 1234 5678.", Good},
		{"a number of seven digits", inText, "kvk 1234567", Look},
		{"html", markup, "<b>vet</b>", Look},
		{"a comparison", markup, "a < b", Good},
		{"a link", links, "zie https://x.example/y", Look},
		{"no link", links, "zie onze winkel", Good},
		{"a citizen number", personal, "mijn nummer is 111222333", Broken},
		{"an account", personal, "NL91 ABNA 0417 1643 00", Broken},
		{"a telephone", personal, "bel 06-12345678", Look},
		{"nothing", personal, "al 25 jaar ervaring", Good},
		{"short", length, "Wij helpen ondernemers.", Look},
	}
	for _, test := range tests {
		if got := test.check(test.text); got.Result != test.want {
			t.Errorf("%s: got %+v, want %s", test.name, got, test.want)
		}
	}
}

func TestAnAddressThatIsNotConfirmedIsSeen(t *testing.T) {
	if got := address(&cases.Case{}); got.Result != Look {
		t.Errorf("got %+v, want %s", got, Look)
	}
}
