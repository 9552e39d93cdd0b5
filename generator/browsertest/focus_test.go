package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

func TestSkipLinkLeadsToTheContent(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := openTab(t)
	v.withoutScripts()
	v.show(screen{width: 320})
	everyPage := []string{"/", "/regelingen/", "/regelingen/wbso/", "/adviseurs/", "/privacy/", "/en/vraag-stellen/"}
	for _, path := range everyPage {
		v.open(p.base + path)
		v.press(kb.Tab)
		if got := v.focus().Href; got != "#inhoud" {
			t.Errorf("%s: the first Tab leads to %s, want the skip link", path, v.focus())
			continue
		}
		if !read[bool](v, inSight) {
			t.Errorf("%s: the skip link is not visible when it has the focus", path)
		}
		v.press(kb.Enter)
		if got := v.focus().ID; got != "inhoud" {
			t.Errorf("%s: the skip link leads to %s, want the content", path, v.focus())
		}
	}
}

func TestMenuOpensWithTheKeyboardWithoutScripts(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := openTab(t)
	v.withoutScripts()
	v.show(screen{width: 320})
	v.open(p.base + "/")
	v.tabTo("the menu", func(f focused) bool { return f.Tag == "summary" })
	v.press(kb.Enter)
	v.press(kb.Tab)
	if got, want := v.focus().Href, "/regelingen/"; got != want {
		t.Fatalf("first entry of the menu: got %s, want %s", v.focus(), want)
	}
	if got := v.load(strokes(kb.Enter)); got != 200 {
		t.Fatalf("got status %d, want 200", got)
	}
	if got := v.texts(".menu [aria-current]"); len(got) != 1 {
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
	v := openTab(t)
	var tests = []struct {
		path  string
		least int // places that Tab must reach
	}{
		{"/", 30}, {"/regelingen/", 50}, {"/regelingen/wbso/", 30}, {"/adviseurs/", 60}, {"/profiel-aanmelden/", 50}, {"/vraag-stellen/", 30},
	}
	for _, s := range []screen{{320, false}, {1280, true}} {
		v.show(s)
		for _, test := range tests {
			v.subtest(s.String()+test.path, func(v *tab) {
				v.open(p.base + test.path)
				if got := v.tabThrough(); got < test.least {
					v.Errorf("places that Tab reaches: got %d, want at least %d", got, test.least)
				}
			})
		}
	}
}

// tabThrough goes through the page with Tab and gives how many places it reached.
func (v *tab) tabThrough() int {
	v.Helper()
	for n := range mostSteps {
		v.press(kb.Tab)
		f := v.focus()
		if f.Tag == "body" {
			return n
		}
		if f.ID == "inhoud" { // main, which only the skip link leads to
			continue
		}
		if !read[bool](v, marked) {
			v.Errorf("focus does not show on %s", f)
		}
		if !read[bool](v, inSight) {
			v.Errorf("out of sight with the focus: %s", f)
		}
	}
	v.Fatalf("after %d times Tab the page has not ended", mostSteps)
	return 0
}
