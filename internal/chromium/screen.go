package chromium

import (
	"fmt"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Screen is what a visitor looks at.
type Screen struct {
	Width int64 // CSS pixels
	Dark  bool
}

// String is the width and the colours, such as 360-dark.
func (s Screen) String() string {
	return fmt.Sprintf("%d-%s", s.Width, s.scheme())
}

func (s Screen) scheme() string {
	if s.Dark {
		return "dark"
	}
	return "light"
}

// Show sets the size and the colours of the screen, without motion, so that
// colours are not read halfway a transition.
func (v *Tab) Show(s Screen) {
	v.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: s.scheme()}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err := chromedp.Call(v.browser, emulation.SetEmulatedMedia, media); err != nil {
		v.Fatal(err)
	}
	v.Do(chromedp.EmulateViewport(s.Width, 900))
}

// Picture is the whole page as PNG.
func (v *Tab) Picture() []byte {
	v.Helper()
	picture, err := chromedp.Run(v.browser, chromedp.FullScreenshot(100))
	if err != nil {
		v.Fatal(err)
	}
	return picture
}
