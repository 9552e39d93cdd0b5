package e2e

import (
	"context"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mkbloket/internal/cases"
)

// patience is how long the test may use its browser.
const patience = time.Minute

// browse starts Chromium with an empty profile. Every name it looks up leads to
// the server, which has a certificate of nobody; so it sees the site under its
// own name and over TLS, as visitors do.
func browse(t *testing.T, server *httptest.Server) context.Context {
	t.Helper()
	path := chromium()
	if path == "" && os.Getenv("CI") != "true" {
		t.Skip("not found: a browser: install chromium")
	}
	if path == "" {
		t.Fatal("not found: a browser: install chromium")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.DisableGPU, chromedp.IgnoreCertErrors,
		chromedp.Flag("host-resolver-rules", "MAP * "+server.Listener.Addr().String()), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-dev-shm-usage", true),
	}
	if os.Geteuid() == 0 { // the sandbox refuses root
		options = append(options, chromedp.NoSandbox)
	}
	// Not the context of the test: that ends before the browser can be closed.
	ctx, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(stop)
	ctx, shut := chromedp.NewContext(ctx)
	t.Cleanup(shut)
	ctx, cancel := context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	return ctx
}

// chromium finds the browser under its names, or is empty.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// tab is a page in the browser.
type tab struct {
	*testing.T
	ctx context.Context
}

func (v *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	v.Helper()
	if err := chromedp.Do(v.ctx, steps...); err != nil {
		v.Fatal(err)
	}
}

// send presses the button of the form and gives the status of the next page.
func (v *tab) send() int {
	v.Helper()
	response, err := chromedp.RunResponse(v.ctx, chromedp.SendKeys(chromedp.CSS("form.form button[type=submit]"), kb.Enter))
	if err != nil || response == nil {
		v.Fatalf("send the form: %v", err)
	}
	return int(response.Status)
}

// value gives the value of a JavaScript expression, also when the page itself
// may run none.
func (v *tab) value(expression string) string {
	v.Helper()
	got, err := chromedp.Run(v.ctx, chromedp.EvaluateAsDevTools[string](expression))
	if err != nil {
		v.Fatalf("%s: %v", expression, err)
	}
	return got
}

// TestBrowserWithoutScriptsAsksAQuestion goes from the first page to the
// reference: along links, wrong first, with the keyboard alone.
func TestBrowserWithoutScriptsAsksAQuestion(t *testing.T) {
	t.Parallel()
	d := newDesk(t, setting{})
	server := httptest.NewUnstartedServer(d.edge)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the browser tries without TLS first
	server.StartTLS()
	t.Cleanup(server.Close)
	v := &tab{T: t, ctx: browse(t, server)}
	off := emulation.SetScriptExecutionDisabledParams{Value: true}
	v.do() // starts the browser
	if _, err := chromedp.Call(v.ctx, emulation.SetScriptExecutionDisabled, off); err != nil {
		t.Fatal(err)
	}
	base := d.release.terms.Site.Base
	v.do(chromedp.Navigate(base + "/regelingen/wbso/"))
	v.do(chromedp.SendKeys(chromedp.CSS(`a[href="/vraag-stellen/?regeling=wbso"]`), kb.Enter), chromedp.WaitVisible(chromedp.CSS("form.form")))
	for name, text := range map[string]string{"onderwerp": "Mijn vraag", "vraag": "Geldt ‘dit’ ook <nu> & hier?", "naam": "Test Persoon", "email": "geen-adres"} {
		v.do(chromedp.SendKeys(chromedp.CSS(`[name="`+name+`"]`), text))
	}
	if got := v.send(); got != 422 {
		t.Fatalf("wrong answers: got %d, want 422", got)
	}
	if got := v.value(`document.querySelector("[name=vraag]").value`); got != "Geldt ‘dit’ ook <nu> & hier?" {
		t.Errorf("question after wrong answers: got %q, want what was typed", got)
	}
	v.do(chromedp.Clear(chromedp.CSS(`[name="email"]`)), chromedp.SendKeys(chromedp.CSS(`[name="email"]`), "persoon@voorbeeld.example"),
		chromedp.SendKeys(chromedp.CSS(`[name="contactvoorkeur"][value="email"]`), " "), chromedp.SendKeys(chromedp.CSS(`[name="toestemming"]`), " "))
	if got := v.send(); got != 200 {
		t.Fatalf("right answers: got %d, want 200: %s", got, v.value(`document.querySelector(".errors")?.innerText ?? document.title`))
	}
	ref := strings.TrimSpace(v.value(`document.querySelector(".reference").innerText`))
	one := d.table.cases()[ref]
	if one == nil || one.Fields["vraag"][0] != "Geldt ‘dit’ ook <nu> & hier?" || one.Fields["regeling"][0] != "wbso" || one.Status != cases.StatusNew {
		t.Errorf("case %q: got %+v, want what was typed, about wbso", ref, one)
	}
}
