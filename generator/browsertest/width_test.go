package browsertest

import "testing"

// WCAG 2.2, 1.4.10: no scrolling in two directions at 320 px.
func TestNoPageScrollsSidewaysAt320Pixels(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := openTab(t)
	v.show(screen{width: 320})
	everywhere(v, p, func(v *tab, _ place) {
		v.unfold()
		v.wantWidth(320)
	})
}

// WCAG 2.2, 1.4.4: text of twice the size, in a window of 1280 px that is
// zoomed to 200 % and so is 640 px wide, and with larger text alone.
func TestLargeTextFits(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := openTab(t)
	everywhere(v, p, func(v *tab, _ place) {
		v.run(`document.documentElement.style.setProperty("font-size", "200%")`)
		for _, width := range []int64{640, 1280} {
			v.show(screen{width: width})
			v.wantWidth(int(width))
		}
	})
}

// spaced is the spacing that must be possible without loss (WCAG 2.2, 1.4.12),
// as a style sheet made by script: the policy refuses one in the page.
const spaced = `(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }");
  document.adoptedStyleSheets = [sheet];
})()`

func TestSpacedTextFitsAt320Pixels(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := openTab(t)
	v.show(screen{width: 320})
	everywhere(v, p, func(v *tab, _ place) {
		v.run(spaced)
		v.wantWidth(320)
	})
}

// unfold opens everything that can be opened.
func (v *tab) unfold() {
	v.Helper()
	v.run(`for (const d of document.querySelectorAll("details")) d.open = true`)
}

// wantWidth fails when the page is wider than the window, and names what sticks out.
func (v *tab) wantWidth(want int) {
	v.Helper()
	if got := read[int](v, "document.documentElement.scrollWidth"); got > want {
		wide := read[[]string](v, `[...document.querySelectorAll("body *")]
			.filter(e => e.getBoundingClientRect().right > innerWidth && !e.closest(".table, .hidden, .trap"))
			.slice(0, 5).map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40))`)
		v.Errorf("width: got %d, want at most %d: %q", got, want, wide)
	}
}
