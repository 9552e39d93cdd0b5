package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"mkbloket/internal/chromium"
)

func TestSkipLinkLeadsToTheContent(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := chromium.Start(t)
	v.WithoutScripts()
	v.Show(chromium.Screen{Width: 320})
	everyPage := []string{"/", "/regelingen/", "/regelingen/wbso/", "/adviseurs/", "/privacy/", "/en/vraag-stellen/"}
	for _, path := range everyPage {
		v.Go(p.base + path)
		press(v, kb.Tab)
		if got := focus(v).Href; got != "#inhoud" {
			t.Errorf("%s: the first Tab leads to %s, want the skip link", path, focus(v))
			continue
		}
		if !chromium.Read[bool](v, inSight) {
			t.Errorf("%s: the skip link is not visible when it has the focus", path)
		}
		press(v, kb.Enter)
		if got := focus(v).ID; got != "inhoud" {
			t.Errorf("%s: the skip link leads to %s, want the content", path, focus(v))
		}
	}
}

func TestMenuOpensWithTheKeyboardWithoutScripts(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := chromium.Start(t)
	v.WithoutScripts()
	v.Show(chromium.Screen{Width: 320})
	v.Go(p.base + "/")
	tabTo(v, "the menu", func(f focused) bool { return f.Tag == "summary" })
	press(v, kb.Enter)
	press(v, kb.Tab)
	if got, want := focus(v).Href, "/regelingen/"; got != want {
		t.Fatalf("first entry of the menu: got %s, want %s", focus(v), want)
	}
	if got := v.Load(strokes(kb.Enter)); got != 200 {
		t.Fatalf("got status %d, want 200", got)
	}
	if got := texts(v, ".menu [aria-current]"); len(got) != 1 {
		t.Errorf("current entries of the menu: got %q, want one", got)
	}
}

// inSight tells whether the element with the focus lies in the window and is not
// cut away (WCAG 2.2, 2.4.11).
const inSight = `(() => {
  const e = document.activeElement, r = e.getBoundingClientRect();
  return r.width > 1 && r.height > 1 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth
    && getComputedStyle(e).clipPath == "none";
})()`

// marked tells whether the element with the focus looks as if it had it: an
// outline of 2 px or more, or, on the map, a thicker line.
const marked = `(() => {
  const e = document.activeElement, style = getComputedStyle(e), path = e.querySelector("path");
  if (e.closest("svg")) return !!path && parseFloat(getComputedStyle(path).strokeWidth) > 4;
  return style.outlineStyle == "solid" && parseFloat(style.outlineWidth) >= 2;
})()`

func TestFocusIsVisibleOnEverythingThatTabReaches(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := chromium.Start(t)
	var tests = []struct {
		path  string
		least int // places that Tab must reach
	}{
		{"/", 30}, {"/regelingen/", 50}, {"/regelingen/wbso/", 30}, {"/adviseurs/", 60}, {"/profiel-aanmelden/", 50}, {"/vraag-stellen/", 30},
	}
	for _, s := range []chromium.Screen{{Width: 320}, {Width: 1280, Dark: true}} {
		v.Show(s)
		for _, test := range tests {
			v.Subtest(s.String()+test.path, func(v *chromium.Tab) {
				v.Go(p.base + test.path)
				if got := tabThrough(v); got < test.least {
					v.Errorf("places that Tab reaches: got %d, want at least %d", got, test.least)
				}
			})
		}
	}
}

// tabThrough goes through the page with Tab and gives how many places it reached.
func tabThrough(v *chromium.Tab) int {
	v.Helper()
	for n := range mostSteps {
		press(v, kb.Tab)
		f := focus(v)
		if f.Tag == "body" {
			return n
		}
		if f.ID == "inhoud" { // main, which only the skip link leads to
			continue
		}
		if !chromium.Read[bool](v, marked) {
			v.Errorf("focus does not show on %s", f)
		}
		if !chromium.Read[bool](v, inSight) {
			v.Errorf("out of sight with the focus: %s", f)
		}
	}
	v.Fatalf("after %d times Tab the page has not ended", mostSteps)
	return 0
}
