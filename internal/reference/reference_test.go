package reference

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
)

func TestAlphabetHasNoCharacterThatIsTakenForAnother(t *testing.T) {
	if got := strings.IndexAny(Alphabet, "01OILUAEBGSZ"); got >= 0 {
		t.Errorf("ambiguous character %q in the alphabet", Alphabet[got])
	}
	for i, r := range Alphabet {
		if strings.IndexRune(Alphabet, r) != i {
			t.Errorf("character %q stands twice in the alphabet", r)
		}
	}
}

func TestNewIsGroupedAndParsesToItself(t *testing.T) {
	form := regexp.MustCompile(`^[` + Alphabet + `]{4}-[` + Alphabet + `]{4}$`)
	random := rand.NewChaCha8([32]byte{1})
	for range 1000 {
		got, err := New(random)
		if err != nil || !form.MatchString(got) {
			t.Fatalf("New = %q, %v", got, err)
		}
		if back, err := Parse(got); err != nil || back != got {
			t.Fatalf("Parse(%q) = %q, %v", got, back, err)
		}
	}
}

func TestNewDrawsAgainAboveTheLastMultiple(t *testing.T) {
	// 240 = 10 × 24 is the first byte that would favour the first characters.
	source := bytes.NewReader([]byte{240, 255, 250, 241, 0, 23, 24, 239, 1, 2, 3, 4})
	got, err := New(source)
	if want := "2Y2Y-3456"; err != nil || got != want {
		t.Errorf("New = %q, %v, want %q", got, err, want)
	}
}

// The seed is fixed, so the outcome is too. With 23 degrees of freedom the
// statistic exceeds 49.7 once in a thousand fair sources; a plain remainder
// (byte % 24) would give about 650 here.
func TestNewIsUniform(t *testing.T) {
	const references = 40_000
	random := rand.NewChaCha8([32]byte{2})
	var counts [256]float64
	for range references {
		reference, err := New(random)
		if err != nil {
			t.Fatal(err)
		}
		for i := range len(reference) {
			counts[reference[i]]++
		}
	}
	want := float64(references*length) / float64(len(Alphabet))
	var got float64
	for i := range len(Alphabet) {
		d := counts[Alphabet[i]] - want
		got += d * d / want
	}
	if got > 49.7 {
		t.Errorf("chi-square = %.1f, want at most 49.7", got)
	}
}

func TestNewReportsTheErrorOfItsSource(t *testing.T) {
	broken := errors.New("no entropy")
	if _, err := New(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("New with a broken source: got %v, want %v", err, broken)
	}
	if _, err := New(strings.NewReader("short")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("New with a short source: got %v, want %v", err, io.ErrUnexpectedEOF)
	}
}

func TestParse(t *testing.T) {
	const want = "K7M3-P9QX"
	accepted := []struct{ name, in, want string }{
		{"as given out", "K7M3-P9QX", want},
		{"lower case", "k7m3-p9qx", want},
		{"without dash", "K7M3P9QX", want},
		{"space for dash", "K7M3 P9QX", want},
		{"spelled out", " k 7 m 3 - p 9 q x ", want},
		{"dash elsewhere", "K7-M3-P9-QX", want},
		{"en dash", "K7M3–P9QX", want},
		{"non-breaking hyphen", "K7M3\u2011P9QX", want},
		{"no-break space", "K7M3\u00a0P9QX", want},
		{"line end from a mail", "K7M3-P9QX\r\n", want},
		{"look-alikes", "BGSU-Z234", "865V-2234"},
		{"look-alikes in lower case", "bgsuz234", "865V-2234"},
	}
	for _, c := range accepted {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse(c.in)
			if err != nil || got != c.want {
				t.Errorf("Parse(%q) = %q, %v, want %q", c.in, got, err, c.want)
			}
		})
	}
	refused := []struct {
		name, in string
		want     error
	}{
		{"nothing", "", ErrLength},
		{"only separators", " - ", ErrLength},
		{"one short", "K7M3-P9Q", ErrLength},
		{"one too many", "K7M3-P9QXX", ErrLength},
		{"endless", strings.Repeat("K", 1<<20), ErrLength},
		{"zero", "K7M3-P9Q0", ErrCharacter},
		{"letter O", "K7M3-P9QO", ErrCharacter},
		{"one", "K7M3-P9Q1", ErrCharacter},
		{"letter I", "K7M3-P9QI", ErrCharacter},
		{"letter L", "K7M3-P9QL", ErrCharacter},
		{"vowel", "K7M3-P9QA", ErrCharacter},
		{"slash", "../../etc", ErrCharacter},
		{"markup", "<K7M3P9Q>", ErrCharacter},
		{"null byte", "K7M3-P9Q\x00", ErrCharacter},
		{"broken UTF-8", "K7M3-P9Q\xff", ErrCharacter},
		{"Kelvin sign", "\u212a7M3-P9QX", ErrCharacter},
		{"full-width letter", "Ｋ7M3-P9QX", ErrCharacter},
		{"Arabic digit", "K٧M3-P9QX", ErrCharacter},
	}
	for _, c := range refused {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse(c.in)
			if got != "" || !errors.Is(err, c.want) {
				t.Errorf("Parse = %q, %v, want %v", got, err, c.want)
			}
		})
	}
}

// What Parse accepts has the one written form, and parsing it again changes
// nothing.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"K7M3-P9QX", "bgsu z234", "", "K7M3–P9QX", "0O1I-LLLL", "\xff"} {
		f.Add(s)
	}
	form := regexp.MustCompile(`^[` + Alphabet + `]{4}-[` + Alphabet + `]{4}$`)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Parse(s)
		if err != nil {
			if got != "" || !errors.Is(err, ErrLength) && !errors.Is(err, ErrCharacter) {
				t.Fatalf("Parse(%q) = %q, %v", s, got, err)
			}
			return
		}
		if !form.MatchString(got) {
			t.Fatalf("Parse(%q) = %q", s, got)
		}
		if again, err := Parse(got); err != nil || again != got {
			t.Fatalf("Parse(%q) = %q, %v", got, again, err)
		}
	})
}
