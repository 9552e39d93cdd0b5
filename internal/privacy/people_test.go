package privacy

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestAddressIsFoundWhereverItStandsAndNoOther(t *testing.T) {
	p := person(t, anna)
	for text, want := range map[string]string{
		"":                                "",
		"anna@voorbeeld.example":          Erased,
		"Anna@Voorbeeld.Example":          Erased,
		"Mail anna@voorbeeld.example.":    "Mail " + Erased + ".",
		"(anna@voorbeeld.example), graag": "(" + Erased + "), graag",
		"<mailto:anna@voorbeeld.example>": "<mailto:" + Erased + ">",
		"'anna@voorbeeld.example'":        "'" + Erased + "'",
		"https://x.example/?m=anna@voorbeeld.example&n=1": "https://x.example/?m=" + Erased + "&n=1",
		"anna@voorbeeld.example-":                         Erased + "-",
		"a anna@voorbeeld.example, b " + bert:             "a " + Erased + ", b " + bert,
		"joanna@voorbeeld.example":                        "joanna@voorbeeld.example",
		"jo.anna@voorbeeld.example":                       "jo.anna@voorbeeld.example",
		"jo-anna@voorbeeld.example":                       "jo-anna@voorbeeld.example",
		"anna@voorbeeld.example.org":                      "anna@voorbeeld.example.org",
		"anna@voorbeeld.exampletje":                       "anna@voorbeeld.exampletje",
		"anna at voorbeeld.example":                       "anna at voorbeeld.example",
		"@ @@ anna@ @voorbeeld.example":                   "@ @@ anna@ @voorbeeld.example",
		strings.Repeat("@", 2000):                         strings.Repeat("@", 2000),
	} {
		if got := p.redact(text, noon); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		if got := p.Within(text); got != (text != want) {
			t.Errorf("%q: found is %v", text, got)
		}
	}
}

func TestAddressWithADomainInOtherLettersIsTheSame(t *testing.T) {
	p := person(t, "anna@bücher.example")
	if got := p.redact("zie anna@xn--bcher-kva.example en anna@BÜCHER.example", noon); got != "zie "+Erased+" en "+Erased {
		t.Errorf("got %q, want both forms replaced", got)
	}
}

func TestPersonRefusesWhatIsNoAddress(t *testing.T) {
	for _, typed := range []string{"", "anna", "anna@", "a b@voorbeeld.example"} {
		if _, err := Person(hash, typed); err == nil {
			t.Errorf("%q: got no error", typed)
		}
	}
}

func TestListOfErasedPeopleComesBackAsItWas(t *testing.T) {
	list := append(person(t, anna).Entries(noon), person(t, bert).Entries(noon.Add(time.Hour))...)
	var b bytes.Buffer
	if err := WriteEntries(&b, list); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "anna") {
		t.Errorf("got %s, want no address", &b)
	}
	torn := b.String() + `{"hash":"ab`
	if got, err := ReadEntries(strings.NewReader(torn)); err != nil || !reflect.DeepEqual(got, list) {
		t.Errorf("got %v, %v, want %v without the torn line", got, err, list)
	}
	for _, damaged := range []string{"x\n", "{}\n", `{"hash":"ab"}` + "\n"} {
		if _, err := ReadEntries(strings.NewReader(damaged)); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%q: got %v, want an error with its line", damaged, err)
		}
	}
}

func FuzzRedactLeavesNoAddressAndKeepsTheRest(f *testing.F) {
	f.Add("voor ", " na")
	f.Add("=?x", "@b.example")
	f.Add("a@", "@")
	p, err := Person(hash, anna)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		got := p.redact(before+" "+anna+" "+after, noon)
		if p.Within(got) {
			t.Errorf("got %q, want no address", got)
		}
		if !strings.Contains(before+after, "@") && got != before+" "+Erased+" "+after {
			t.Errorf("got %q, want only the address replaced in %q and %q", got, before, after)
		}
	})
}
