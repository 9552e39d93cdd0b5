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
)

func TestOpenPageFollowsTheEditor(t *testing.T) {
	t.Parallel()
	content := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(content, os.DirFS(ownContent(t))); err != nil {
		t.Fatal(err)
	}
	p := startPortal(t, content)
	v := openTab(t)
	v.open(p.base + "/nieuws/dit-portaal-is-nieuw/")

	file := filepath.Join(content, "nieuws", "dit-portaal-is-nieuw.md")
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	title := v.texts("h1")[0]
	v.save(file, strings.Replace(string(good), title, "Een kop van de redacteur", 1))
	v.await(`document.querySelector("h1")?.textContent == "Een kop van de redacteur"`)

	lines := strings.Split(string(good), "\n")
	broken := append([]string{lines[0], "titell: verkeerd"}, lines[1:]...)
	v.save(file, strings.Join(broken, "\n"))
	v.await(`location.pathname == "/_problems" && !!document.querySelector(".problems code")`)
	place := fmt.Sprintf("%s:2", filepath.Join("nieuws", "dit-portaal-is-nieuw.md"))
	if got := v.texts(".problems code"); len(got) == 0 || !strings.HasSuffix(got[0], place) {
		t.Errorf("place of the mistake: got %q, want it to end in %s", got, place)
	}
	if got := v.texts(".problems strong"); len(got) == 0 || !strings.Contains(got[0], "titell") {
		t.Errorf("mistake: got %q, want it to name titell", got)
	}

	v.save(file, string(good))
	v.await(`location.pathname == "/nieuws/dit-portaal-is-nieuw/" && document.querySelector("h1")?.textContent == ` + fmt.Sprintf("%q", title))
}

// await waits until an expression is true, on this page or on one that follows.
func (v *tab) await(expression string) {
	v.Helper()
	ctx, cancel := context.WithCancel(v.ctx)
	defer cancel()
	loads := chromedp.Events(ctx, page.LoadEventFired)
	if v.holds(expression) {
		return
	}
	for _, err := range loads {
		if err != nil {
			v.Fatalf("%s: %v", expression, err)
		}
		if v.holds(expression) {
			return
		}
	}
	v.Fatalf("%s: the pages ended", expression)
}

// holds reports whether an expression is true; while the page is being replaced
// nothing is.
func (v *tab) holds(expression string) bool {
	ok, err := chromedp.Run(v.ctx, chromedp.EvaluateAsDevTools[bool](expression))
	return err == nil && ok
}

func (v *tab) save(path, text string) {
	v.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		v.Fatal(err)
	}
}
