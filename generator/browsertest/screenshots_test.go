package browsertest

import (
	"os"
	"path/filepath"
	"testing"

	"mkbloket/internal/chromium"
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
	everywhere(chromium.Start(t), p, func(v *chromium.Tab, at place) {
		for _, s := range []chromium.Screen{{Width: 360}, {Width: 360, Dark: true}, {Width: 1280}, {Width: 1280, Dark: true}} {
			v.Show(s)
			name := filepath.Base(v.Name()) + "-" + s.String() + ".png"
			if err := os.WriteFile(filepath.Join(*screenshots, name), v.Picture(), 0o644); err != nil {
				v.Fatal(err)
			}
		}
	})
}
