package browsertest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"mkbloket/internal/chromium"
)

// municipalities of Limburg since 2019 (Statistics Netherlands).
const municipalities = 31

func TestMapNamesAndReachesEveryMunicipality(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := chromium.Start(t)
	v.WithoutScripts()
	v.Go(p.base + "/adviseurs/")
	want := chromium.Read[[]string](v, `[...document.querySelectorAll(".map svg a")].map(a => a.getAttribute("href"))`)
	if len(want) != municipalities {
		t.Fatalf("links on the map: got %d, want %d", len(want), municipalities)
	}
	var reached []string
	tabTo(v, "the end of the page", func(f focused) bool {
		if chromium.Read[bool](v, `!!document.activeElement.closest(".map svg")`) {
			reached = append(reached, f.Href)
		}
		return f.Tag == "body"
	})
	if !slices.Equal(reached, want) {
		t.Errorf("reached with Tab: got %q, want %q", reached, want)
	}
	list := chromium.Read[[]string](v, `[...document.querySelectorAll("#gemeenten li a")].map(a => a.getAttribute("href"))`)
	slices.Sort(list)
	slices.Sort(want)
	if !slices.Equal(list, want) {
		t.Errorf("the list beside the map: got %q, want the same as the map %q", list, want)
	}
	if names := mapNames(v); len(names) != municipalities || slices.ContainsFunc(names, func(s string) bool { return !strings.Contains(s, ": ") }) {
		t.Errorf("accessible names on the map: got %d %q, want %d with municipality and number", len(names), names, municipalities)
	}
}

// mapNames gives the different accessible names that the browser computes for
// the links on the map.
func mapNames(v *chromium.Tab) []string {
	v.Helper()
	tree, err := chromedp.Run(v.Browser(), func(ctx context.Context, t *chromedp.Target) (accessibility.GetFullAXTreeResult, error) {
		return cdp.Call(ctx, t, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	})
	if err != nil {
		v.Fatal(err)
	}
	titles := texts(v, ".map svg a title")
	var names []string
	for _, node := range tree.Nodes {
		if node.Role == nil || node.Name == nil || string(node.Role.Value) != `"link"` {
			continue
		}
		name := strings.Trim(string(node.Name.Value), `"`)
		if slices.Contains(titles, name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
