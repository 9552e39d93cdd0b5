package templates_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// palette are the colours of the custom properties in one colour scheme.
type palette map[string]string

var property = regexp.MustCompile(`--([a-z-]+):\s*(#[0-9a-f]{3,6});`)

// palettes reads the light and the dark colours of the style sheet; what the
// dark ones do not name stays as it is in the light.
func palettes(t *testing.T) map[string]palette {
	t.Helper()
	data, err := os.ReadFile("assets/site.css")
	if err != nil {
		t.Fatal(err)
	}
	rootAt := strings.Index(string(data), ":root {")
	darkAt := strings.Index(string(data), "@media (prefers-color-scheme: dark)")
	endAt := strings.Index(string(data), "/* ground */")
	if rootAt < 0 || darkAt < rootAt || endAt < darkAt {
		t.Fatal("site.css does not start with the colours")
	}
	light, dark := palette{"white": "#fff"}, palette{}
	for _, m := range property.FindAllStringSubmatch(string(data[rootAt:darkAt]), -1) {
		light[m[1]] = m[2]
	}
	for name, colour := range light {
		dark[name] = colour
	}
	for _, m := range property.FindAllStringSubmatch(string(data[darkAt:endAt]), -1) {
		dark[m[1]] = m[2]
	}
	return map[string]palette{"light": light, "dark": dark}
}

// luminance is that of WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	hex := strings.TrimPrefix(colour, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("%q is no colour", colour)
	}
	part := func(shift uint) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrastIsMeasuredAsWCAGDoes(t *testing.T) {
	for pair, want := range map[[2]string]float64{{"#000", "#fff"}: 21, {"#fff", "#ffffff"}: 1, {"#767676", "#fff"}: 4.54} {
		if got := contrast(t, pair[0], pair[1]); math.Abs(got-want) > 0.01 {
			t.Errorf("%v: got %.2f, want %.2f", pair, got, want)
		}
	}
}

// TestColoursHaveEnoughContrast holds the pairs that the style sheet uses to
// WCAG 1.4.3 (text, 4.5) and 1.4.11 (borders and marks, 3).
func TestColoursHaveEnoughContrast(t *testing.T) {
	text := map[string][]string{ // background: colours of text on it
		"paper":       {"ink", "soft", "maas", "pan", "green"},
		"mist":        {"ink", "soft", "maas"},
		"mergel":      {"ink"},
		"mergel-pale": {"ink", "soft", "maas"},
		"warn":        {"ink", "maas"},
		"green-pale":  {"ink", "green", "maas"},
		"pan-pale":    {"ink", "pan"},
		"maas":        {"on-maas"},
		"maas-deep":   {"white"},
	}
	marks := map[string][]string{
		"paper": {"edge", "maas", "pan", "focus"},
		"mist":  {"maas", "focus"},
		"focus": {"glow"},
	}
	for scheme, colours := range palettes(t) {
		for least, pairs := range map[float64]map[string][]string{4.5: text, 3: marks} {
			for ground, list := range pairs {
				for _, colour := range list {
					if colours[colour] == "" || colours[ground] == "" {
						t.Errorf("%s: no colour is called %s or %s", scheme, colour, ground)
						continue
					}
					if got := contrast(t, colours[colour], colours[ground]); got < least {
						t.Errorf("%s: got %.2f for %s on %s, want %.1f", scheme, got, colour, ground, least)
					}
				}
			}
		}
	}
}
