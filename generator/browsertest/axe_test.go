package browsertest

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// verdict is what axe says of a page.
type verdict struct {
	Passes     int // rules that looked at something and found it good
	Violations []finding
}

// finding is a rule of axe that a page breaks.
type finding struct {
	ID    string
	Tags  []string
	Nodes []struct {
		Target  string
		Summary string
	}
}

// runAxe looks with the rules for WCAG 2.0, 2.1 and 2.2 on level A and AA, and
// those that axe calls best practice:
// https://github.com/dequelabs/axe-core/blob/develop/doc/API.md#axe-core-tags
const runAxe = `axe.run(document, {
  resultTypes: ["violations"],
  runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]},
}).then(r => ({Passes: r.passes.length, Violations: r.violations.map(v => ({ID: v.id, Tags: v.tags,
  Nodes: v.nodes.map(n => ({Target: n.target.join(" "), Summary: n.failureSummary}))}))}))`

// plainGround takes the drawing of the river away: over a picture axe judges no
// contrast. What text lies over the drawing itself is for people to look at.
const plainGround = `(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { background-image: none !important }");
  document.adoptedStyleSheets = [sheet];
})()`

func TestAxeFindsNoViolations(t *testing.T) {
	t.Parallel()
	script := axeScript(t)
	p := startPortal(t, ownContent(t), asPublic()...)
	everywhere(openTab(t), p, func(v *tab, _ place) {
		v.run(script)
		v.run(plainGround)
		for _, s := range []screen{{320, false}, {320, true}, {1280, true}, {1280, false}} {
			v.show(s)
			v.report(s, v.axe().Violations)
		}
	})
}

func TestAxeSeesAViolation(t *testing.T) {
	t.Parallel()
	script := axeScript(t)
	p := startPortal(t, ownContent(t), asPublic()...)
	v := openTab(t)
	v.open(p.base + "/vraag-stellen/")
	v.run(script)
	v.run(plainGround)
	v.run(`document.querySelector("label[for=onderwerp]").remove();
		document.querySelector("h1").style.setProperty("color", "#ddd")`)
	var got []string
	for _, f := range v.axe().Violations {
		got = append(got, f.ID)
	}
	for _, want := range []string{"label", "color-contrast"} {
		if !slices.Contains(got, want) {
			t.Errorf("rules that are broken: got %q, want %s among them", got, want)
		}
	}
}

// axeScript reads the script of axe.
func axeScript(t *testing.T) string {
	t.Helper()
	path := os.Getenv("AXE_SCRIPT")
	need(t, path != "", "axe: install axe-core with npm and set AXE_SCRIPT to its axe.min.js")
	script, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

func (v *tab) axe() verdict {
	v.Helper()
	found, err := chromedp.Run(v.ctx, chromedp.EvaluateAsDevTools[verdict](runAxe, chromedp.EvalAwaitPromise))
	if err != nil {
		v.Fatalf("axe: %v", err)
	}
	if found.Passes == 0 {
		v.Fatal("axe looked at nothing")
	}
	return found
}

// report fails for what WCAG asks and mentions the rest.
func (v *tab) report(s screen, found []finding) {
	v.Helper()
	for _, f := range found {
		tell := v.Errorf
		if slices.Contains(f.Tags, "best-practice") {
			tell = v.Logf
		}
		for _, n := range f.Nodes {
			tell("%s: %s: %s: %s", s, f.ID, n.Target, strings.Join(strings.Fields(n.Summary), " "))
		}
	}
}
