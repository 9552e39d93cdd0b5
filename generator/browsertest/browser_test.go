package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// patience is how long one test may use its tab.
const patience = 4 * time.Minute

// tab is a page of a browser of its own.
type tab struct {
	*testing.T
	ctx context.Context
}

// openTab starts a browser with a fresh profile that makes no connections of
// its own, and stops it when the test ends.
func openTab(t *testing.T) *tab {
	t.Helper()
	path := browserPath()
	need(t, path != "", "a browser: install chromium")
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-dev-shm-usage", true),
		// Going back loads the page again, from the browser's cache: the protocol does not tell when a frozen page is back.
		chromedp.Flag("disable-features", "BackForwardCache"),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("force-color-profile", "srgb"),
	}
	if os.Geteuid() == 0 { // the sandbox refuses root
		options = append(options, chromedp.NoSandbox)
	}
	// Not the context of the test: that ends before the browser can be closed.
	ctx, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(stop)
	ctx, shut := chromedp.NewContext(ctx)
	t.Cleanup(shut)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	v := &tab{T: t, ctx: ctx}
	v.show(screen{width: 1280})
	return v
}

// browserPath finds Chromium under its names, or is empty.
func browserPath() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// subtest runs f as a subtest on the same tab.
func (v *tab) subtest(name string, f func(*tab)) {
	v.Run(name, func(t *testing.T) { f(&tab{T: t, ctx: v.ctx}) })
}

func (v *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	v.Helper()
	if err := chromedp.Do(v.ctx, steps...); err != nil {
		v.Fatal(err)
	}
}

// open goes to an address and gives the status.
func (v *tab) open(address string) int {
	v.Helper()
	response, err := chromedp.Run(v.ctx, chromedp.NavigateResponse(address))
	if err != nil {
		v.Fatalf("%s: %v", address, err)
	}
	return int(response.Status)
}

// load carries out steps that lead to another page, waits until that is there,
// and gives its status.
func (v *tab) load(steps ...chromedp.Action[chromedp.Void]) int {
	v.Helper()
	response, err := chromedp.RunResponse(v.ctx, steps...)
	if err != nil {
		v.Fatal(err)
	}
	if response == nil {
		v.Fatal("the page came without a response")
	}
	return int(response.Status)
}

// read gives the value of a JavaScript expression. It works with scripts of
// the page switched off too, and is not bound by its policy.
func read[T any](v *tab, expression string) T {
	v.Helper()
	value, err := chromedp.Run(v.ctx, chromedp.EvaluateAsDevTools[T](expression))
	if err != nil {
		v.Fatalf("%s: %v", strings.TrimSpace(expression), err)
	}
	return value
}

// comes waits until a condition holds, and reports whether it came to that.
func (v *tab) comes(condition string) bool {
	v.Helper()
	_, err := chromedp.Run(v.ctx, chromedp.Poll[bool](condition, chromedp.WithPollingTimeout(10*time.Second)))
	return err == nil
}

// run carries out JavaScript.
func (v *tab) run(statement string) {
	v.Helper()
	read[bool](v, statement+"\n;true")
}

// withoutScripts switches off the JavaScript of every page from now on.
func (v *tab) withoutScripts() {
	v.Helper()
	off := emulation.SetScriptExecutionDisabledParams{Value: true}
	if _, err := chromedp.Call(v.ctx, emulation.SetScriptExecutionDisabled, off); err != nil {
		v.Fatal(err)
	}
}

// screen is what a visitor looks at.
type screen struct {
	width int64 // CSS pixels
	dark  bool
}

func (s screen) String() string {
	return fmt.Sprintf("%d-%s", s.width, s.scheme())
}

func (s screen) scheme() string {
	if s.dark {
		return "dark"
	}
	return "light"
}

// show sets the size and the colours of the screen, without motion, so that
// colours are not read halfway a transition.
func (v *tab) show(s screen) {
	v.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: s.scheme()}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err := chromedp.Call(v.ctx, emulation.SetEmulatedMedia, media); err != nil {
		v.Fatal(err)
	}
	v.do(chromedp.EmulateViewport(s.width, 900))
}
