package browsertest

import (
	"testing"

	"mkbloket/internal/chromium"
)

// WCAG 2.2, 1.4.10: no scrolling in two directions at 320 px.
func TestNoPageScrollsSidewaysAt320Pixels(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := chromium.Start(t)
	v.Show(chromium.Screen{Width: 320})
	everywhere(v, p, func(v *chromium.Tab, _ place) {
		unfold(v)
		wantWidth(v, 320)
	})
}

// WCAG 2.2, 1.4.4: text of twice the size, in a window of 1280 px that is
// zoomed to 200 % and so is 640 px wide, and with larger text alone.
func TestLargeTextFits(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := chromium.Start(t)
	everywhere(v, p, func(v *chromium.Tab, _ place) {
		v.Run(`document.documentElement.style.setProperty("font-size", "200%")`)
		for _, width := range []int64{640, 1280} {
			v.Show(chromium.Screen{Width: width})
			wantWidth(v, int(width))
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
	v := chromium.Start(t)
	v.Show(chromium.Screen{Width: 320})
	everywhere(v, p, func(v *chromium.Tab, _ place) {
		v.Run(spaced)
		wantWidth(v, 320)
	})
}

// unfold opens everything that can be opened.
func unfold(v *chromium.Tab) {
	v.Helper()
	v.Run(`for (const d of document.querySelectorAll("details")) d.open = true`)
}

// wantWidth fails when the page is wider than the window, and names what sticks out.
func wantWidth(v *chromium.Tab, want int) {
	v.Helper()
	if got := chromium.Read[int](v, "document.documentElement.scrollWidth"); got > want {
		wide := chromium.Read[[]string](v, `[...document.querySelectorAll("body *")]
			.filter(e => e.getBoundingClientRect().right > innerWidth && !e.closest(".table, .hidden, .trap"))
			.slice(0, 5).map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40))`)
		v.Errorf("Width: got %d, want at most %d: %q", got, want, wide)
	}
}
