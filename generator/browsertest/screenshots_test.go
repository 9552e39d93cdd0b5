package browsertest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScreenshots makes pictures for people to look at; it judges nothing.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Skip("no pictures asked for; use -screenshots DIR")
	}
	if err := os.MkdirAll(*screenshots, 0o755); err != nil {
		t.Fatal(err)
	}
	p := startPortal(t, ownContent(t), asPublic()...)
	everywhere(openTab(t), p, func(v *tab, at place) {
		for _, s := range []screen{{360, false}, {360, true}, {1280, false}, {1280, true}} {
			v.show(s)
			picture, err := chromedp.Run(v.ctx, chromedp.FullScreenshot(100))
			if err != nil {
				v.Fatal(err)
			}
			name := filepath.Base(v.Name()) + "-" + s.String() + ".png"
			if err := os.WriteFile(filepath.Join(*screenshots, name), picture, 0o644); err != nil {
				v.Fatal(err)
			}
		}
	})
}
