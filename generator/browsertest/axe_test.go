package browsertest

import (
	"slices"
	"testing"

	"mkbloket/internal/chromium"
)

func TestAxeFindsNoViolations(t *testing.T) {
	t.Parallel()
	script := chromium.Axe(t)
	p := startPortal(t, ownContent(t), asPublic()...)
	everywhere(chromium.Start(t), p, func(v *chromium.Tab, _ place) { v.JudgeEverywhere(script) })
}

func TestAxeSeesAViolation(t *testing.T) {
	t.Parallel()
	script := chromium.Axe(t)
	p := startPortal(t, ownContent(t), asPublic()...)
	v := chromium.Start(t)
	v.Go(p.base + "/vraag-stellen/")
	v.Prepare(script)
	v.Run(`document.querySelector("label[for=onderwerp]").remove();
		document.querySelector("h1").style.setProperty("color", "#ddd")`)
	var got []string
	for _, f := range v.Judge().Violations {
		got = append(got, f.ID)
	}
	for _, want := range []string{"label", "color-contrast"} {
		if !slices.Contains(got, want) {
			t.Errorf("rules that are broken: got %q, want %s among them", got, want)
		}
	}
}
