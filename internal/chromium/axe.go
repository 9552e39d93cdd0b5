package chromium

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Verdict is what axe says of a page.
type Verdict struct {
	Passes     int // rules that looked at something and found it good
	Violations []Finding
}

// Finding is a rule of axe that a page breaks.
type Finding struct {
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

// Axe is the script of axe, which AXE_SCRIPT names.
func Axe(t *testing.T) string {
	t.Helper()
	path := os.Getenv("AXE_SCRIPT")
	Need(t, path != "", "axe: install axe-core with npm and set AXE_SCRIPT to its axe.min.js")
	script, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// Prepare puts axe into the page and takes away what it cannot judge.
func (v *Tab) Prepare(script string) {
	v.Helper()
	v.Run(script)
	v.Run(plainGround)
}

// Judge lets axe look at the page, for which Prepare was called.
func (v *Tab) Judge() Verdict {
	v.Helper()
	found, err := chromedp.Run(v.browser, chromedp.EvaluateAsDevTools[Verdict](runAxe, chromedp.EvalAwaitPromise))
	if err != nil {
		v.Fatalf("axe: %v", err)
	}
	if found.Passes == 0 {
		v.Fatal("axe looked at nothing")
	}
	return found
}

// JudgeEverywhere lets axe look at the page at 320 and 1280 pixels, light and
// dark, and reports what it finds.
func (v *Tab) JudgeEverywhere(script string) {
	v.Helper()
	v.Prepare(script)
	for _, s := range []Screen{{320, false}, {320, true}, {1280, true}, {1280, false}} {
		v.Show(s)
		v.Report(s, v.Judge().Violations)
	}
}

// Report fails for what WCAG asks and mentions the rest.
func (v *Tab) Report(s Screen, found []Finding) {
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
