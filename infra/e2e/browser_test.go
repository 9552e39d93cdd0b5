package e2e

import (
	"io"
	"log"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mkbloket/internal/cases"
	"mkbloket/internal/chromium"
)

// browse starts Chromium. Every name it looks up leads to the server, which has
// a certificate of nobody; so it sees the site under its own name and over TLS,
// as visitors do.
func browse(t *testing.T, server *httptest.Server) *chromium.Tab {
	t.Helper()
	return chromium.Start(t, chromedp.IgnoreCertErrors, chromedp.Flag("host-resolver-rules", "MAP * "+server.Listener.Addr().String()))
}

// send presses the button of the form with the keyboard and gives the status of
// the next page.
func send(v *chromium.Tab) int {
	v.Helper()
	return v.Load(chromedp.SendKeys(chromedp.CSS("form.form button[type=submit]"), kb.Enter))
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
	v := browse(t, server)
	v.WithoutScripts()
	base := d.release.terms.Site.Base
	v.Do(chromedp.Navigate(base + "/regelingen/wbso/"))
	v.Do(chromedp.SendKeys(chromedp.CSS(`a[href="/vraag-stellen/?regeling=wbso"]`), kb.Enter), chromedp.WaitVisible(chromedp.CSS("form.form")))
	for name, text := range map[string]string{"onderwerp": "Mijn vraag", "vraag": "Geldt ‘dit’ ook <nu> & hier?", "naam": "Test Persoon", "email": "geen-adres"} {
		v.Do(chromedp.SendKeys(chromedp.CSS(`[name="`+name+`"]`), text))
	}
	if got := send(v); got != 422 {
		t.Fatalf("wrong answers: got %d, want 422", got)
	}
	if got := chromium.Read[string](v, `document.querySelector("[name=vraag]").value`); got != "Geldt ‘dit’ ook <nu> & hier?" {
		t.Errorf("question after wrong answers: got %q, want what was typed", got)
	}
	v.Do(chromedp.Clear(chromedp.CSS(`[name="email"]`)), chromedp.SendKeys(chromedp.CSS(`[name="email"]`), "persoon@voorbeeld.example"),
		chromedp.SendKeys(chromedp.CSS(`[name="contactvoorkeur"][value="email"]`), " "), chromedp.SendKeys(chromedp.CSS(`[name="toestemming"]`), " "))
	if got := send(v); got != 200 {
		t.Fatalf("right answers: got %d, want 200: %s", got, chromium.Read[string](v, `document.querySelector(".errors")?.innerText ?? document.title`))
	}
	ref := strings.TrimSpace(chromium.Read[string](v, `document.querySelector(".reference").innerText`))
	one := d.table.cases()[ref]
	if one == nil || one.Fields["vraag"][0] != "Geldt ‘dit’ ook <nu> & hier?" || one.Fields["regeling"][0] != "wbso" || one.Status != cases.StatusNew {
		t.Errorf("case %q: got %+v, want what was typed, about wbso", ref, one)
	}
}
