package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"mkbloket/internal/chromium"
)

func TestOpenPageFollowsTheEditor(t *testing.T) {
	t.Parallel()
	content := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(content, os.DirFS(ownContent(t))); err != nil {
		t.Fatal(err)
	}
	p := startPortal(t, content)
	v := chromium.Start(t)
	v.Go(p.base + "/nieuws/dit-portaal-is-nieuw/")

	file := filepath.Join(content, "nieuws", "dit-portaal-is-nieuw.md")
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	title := texts(v, "h1")[0]
	save(v, file, strings.Replace(string(good), title, "Een kop van de redacteur", 1))
	await(v, `document.querySelector("h1")?.textContent == "Een kop van de redacteur"`)

	lines := strings.Split(string(good), "\n")
	broken := append([]string{lines[0], "titell: verkeerd"}, lines[1:]...)
	save(v, file, strings.Join(broken, "\n"))
	await(v, `location.pathname == "/_problems" && !!document.querySelector(".problems code")`)
	place := fmt.Sprintf("%s:2", filepath.Join("nieuws", "dit-portaal-is-nieuw.md"))
	if got := texts(v, ".problems code"); len(got) == 0 || !strings.HasSuffix(got[0], place) {
		t.Errorf("place of the mistake: got %q, want it to end in %s", got, place)
	}
	if got := texts(v, ".problems strong"); len(got) == 0 || !strings.Contains(got[0], "titell") {
		t.Errorf("mistake: got %q, want it to name titell", got)
	}

	save(v, file, string(good))
	await(v, `location.pathname == "/nieuws/dit-portaal-is-nieuw/" && document.querySelector("h1")?.textContent == `+fmt.Sprintf("%q", title))
}

// await waits until an expression is true, on this page or on one that follows.
func await(v *chromium.Tab, expression string) {
	v.Helper()
	ctx, cancel := context.WithCancel(v.Browser())
	defer cancel()
	loads := chromedp.Events(ctx, page.LoadEventFired)
	if holds(v, expression) {
		return
	}
	for _, err := range loads {
		if err != nil {
			v.Fatalf("%s: %v", expression, err)
		}
		if holds(v, expression) {
			return
		}
	}
	v.Fatalf("%s: the pages ended", expression)
}

// holds reports whether an expression is true; while the page is being replaced
// nothing is.
func holds(v *chromium.Tab, expression string) bool {
	ok, err := chromedp.Run(v.Browser(), chromedp.EvaluateAsDevTools[bool](expression))
	return err == nil && ok
}

func save(v *chromium.Tab, path, text string) {
	v.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		v.Fatal(err)
	}
}
