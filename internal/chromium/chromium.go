// Package chromium drives a real browser in tests: pages are opened, read,
// pressed, photographed and judged by axe as a visitor meets them.
//
// Each Tab is a page of a browser of its own, with an empty profile, that makes
// no connections of its own and stops when the test ends. Without Chromium the
// test is skipped, and fails when CI is true. Only tests import this package.
package chromium

import (
	"context"
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

// Tab is a page of a browser. What goes wrong in its methods ends the test.
type Tab struct {
	*testing.T
	browser context.Context
}

// Start starts a browser, with flags beside those of every test.
func Start(t *testing.T, flags ...chromedp.ExecAllocatorOption) *Tab {
	t.Helper()
	path := find()
	Need(t, path != "", "a browser: install chromium")
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
	ctx, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), append(options, flags...)...)
	t.Cleanup(stop)
	ctx, shut := chromedp.NewContext(ctx)
	t.Cleanup(shut)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	v := &Tab{T: t, browser: ctx}
	v.Show(Screen{Width: 1280})
	return v
}

// Need ends a test when something on the machine is missing: as a skip, and in
// CI as a failure.
func Need(t *testing.T, found bool, what string) {
	t.Helper()
	switch {
	case found:
	case os.Getenv("CI") == "true":
		t.Fatal("not found: " + what)
	default:
		t.Skip("not found: " + what)
	}
}

// find looks for Chromium under its names, and is empty when there is none.
func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Browser is the context for calls of chromedp that Tab has no method for.
func (v *Tab) Browser() context.Context { return v.browser }

// Subtest runs f as a subtest on the same tab.
func (v *Tab) Subtest(name string, f func(*Tab)) {
	v.T.Run(name, func(t *testing.T) { f(&Tab{T: t, browser: v.browser}) })
}

// Do carries out steps that lead to no other page.
func (v *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	v.Helper()
	if err := chromedp.Do(v.browser, steps...); err != nil {
		v.Fatal(err)
	}
}

// Go goes to an address and gives the status.
func (v *Tab) Go(address string) int {
	v.Helper()
	response, err := chromedp.Run(v.browser, chromedp.NavigateResponse(address))
	if err != nil {
		v.Fatalf("%s: %v", address, err)
	}
	return int(response.Status)
}

// Load carries out steps that lead to another page, waits until that is there,
// and gives its status.
func (v *Tab) Load(steps ...chromedp.Action[chromedp.Void]) int {
	v.Helper()
	response, err := chromedp.RunResponse(v.browser, steps...)
	if err != nil {
		v.Fatal(err)
	}
	if response == nil {
		v.Fatal("the page came without a response")
	}
	return int(response.Status)
}

// Press presses a button or link that leads to another page, and gives its
// status. The selector is that of CSS.
func (v *Tab) Press(selector string) int {
	v.Helper()
	return v.Load(chromedp.Click(chromedp.CSS(selector)))
}

// Read gives the value of a JavaScript expression. It works with scripts of
// the page switched off too, and is not bound by its policy.
func Read[T any](v *Tab, expression string) T {
	v.Helper()
	value, err := chromedp.Run(v.browser, chromedp.EvaluateAsDevTools[T](expression))
	if err != nil {
		v.Fatalf("%s: %v", strings.TrimSpace(expression), err)
	}
	return value
}

// Comes waits until a condition in JavaScript holds, and reports whether it
// came to that.
func (v *Tab) Comes(condition string) bool {
	v.Helper()
	_, err := chromedp.Run(v.browser, chromedp.Poll[bool](condition, chromedp.WithPollingTimeout(10*time.Second)))
	return err == nil
}

// Run carries out JavaScript.
func (v *Tab) Run(statement string) {
	v.Helper()
	Read[bool](v, statement+"\n;true")
}

// WithoutScripts switches off the JavaScript of every page from now on, and
// WithScripts on again.
func (v *Tab) WithoutScripts() { v.Helper(); v.scripts(false) }

// WithScripts undoes WithoutScripts.
func (v *Tab) WithScripts() { v.Helper(); v.scripts(true) }

func (v *Tab) scripts(on bool) {
	v.Helper()
	off := emulation.SetScriptExecutionDisabledParams{Value: !on}
	if _, err := chromedp.Call(v.browser, emulation.SetScriptExecutionDisabled, off); err != nil {
		v.Fatal(err)
	}
}
