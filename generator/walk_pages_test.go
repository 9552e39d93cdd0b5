package main

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"mkbloket/internal/chromium"
)

// TestAxeJudgesEveryPageOfTheDesk opens each address in the table of routes, with
// a case that is in the state for it, and the answers to what goes wrong.
func TestAxeJudgesEveryPageOfTheDesk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.hire()
	refs := w.everyState()
	for _, route := range w.pagesOfTheDesk() {
		w.judged(route, refs)
	}
	w.staff.Go(w.base + "/balie/zaken/" + refs[0] + "/beantwoorden/")
	if got := w.send(w.staff, "/balie/zaken/"+refs[0]+"/beantwoorden/", plain, nil); got != http.StatusUnprocessableEntity {
		t.Errorf("empty answer: got %d, want 422", got)
	}
	w.look(w.staff, "desk-422")
	w.staff.Run(`document.querySelector('form.form [name="revisie"]').value = "99"`)
	if got := w.send(w.staff, "/balie/zaken/"+refs[0]+"/beantwoorden/", plain, map[string][]string{"tekst": {"Dat kan."}}); got != http.StatusConflict {
		t.Errorf("answer to what another changed: got %d, want 409", got)
	}
	w.look(w.staff, "desk-409")
	w.staff.Go(w.base + "/balie/zaken/")
	w.send(w.staff, "/balie/zoeken/", "button", map[string][]string{"zoek": {"Test Vrager"}})
	w.look(w.staff, "desk-search")
}

// notPages are routes that answer with a file, lead elsewhere, or stand in the
// walks because they need a link that works once; and a mail as it is sent, whose
// ground has the colour of whatever shows it, which axe takes for white.
var notPages = []string{"/html", "/bestand/", "{file}", "/oidc/", "/overdracht/", "/uitnodiging/"}

// pagesOfTheDesk are the addresses in the table of routes.
func (w *world) pagesOfTheDesk() []string {
	w.Helper()
	table, err := os.ReadFile("../internal/desk/testdata/routes.txt")
	if err != nil {
		w.Fatal(err)
	}
	var pages []string
next:
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] != "GET" {
			continue
		}
		for _, part := range notPages {
			if strings.Contains(fields[1], part) {
				continue next
			}
		}
		pages = append(pages, strings.TrimSuffix(fields[1], "{$}"))
	}
	if len(pages) < 40 {
		w.Fatalf("got %d pages, want those of the desk", len(pages))
	}
	return pages
}

// judged lets axe look at an address, with the first case that it is possible
// for: from a page that does not fit a case one is led back to the case.
func (w *world) judged(route string, refs []string) {
	w.Helper()
	for _, ref := range refs {
		path := strings.NewReplacer("{ref}", ref, "{naam}", "answer", "{taal}", "nl", "{id}", w.account()).Replace(route)
		if got := w.staff.Go(w.base + path); got != http.StatusOK {
			continue
		}
		if at, err := url.Parse(chromium.Read[string](w.staff, "location.href")); err == nil && at.Path == path {
			w.look(w.staff, "desk"+strings.NewReplacer("/balie/", "-", "{ref}", "zaak", "/", "-", "{", "", "}", "").Replace(route))
			return
		}
	}
	w.Errorf("%s: got no case for which there is such a page", route)
}

// account is the ID of the account of staff.
func (w *world) account() string {
	if w.id == "" {
		w.staff.Go(w.base + "/balie/accounts/")
		link := chromium.Read[string](w.staff, `document.querySelector("main a[href^='/balie/accounts/']").getAttribute("href")`)
		w.id = strings.Trim(strings.TrimPrefix(link, "/balie/accounts/"), "/")
	}
	return w.id
}

// everyState makes cases in every state that a page of the desk is for.
func (w *world) everyState() []string {
	w.Helper()
	fresh, answered, spam := w.asks("Een vraag"), w.asks("Een tweede vraag"), w.asks("Een derde vraag")
	w.act(answered, "beantwoorden", map[string][]string{"tekst": {"Dat kan. Kijk bij de ISDE."}})
	w.act(answered, "bewaren", map[string][]string{"tekst": {"Er loopt een bezwaar."}})
	w.act(spam, "spam", nil)

	profile := w.signUp()
	w.visitor.Go(w.link(w.letter(profile, "bevestiging")))
	w.send(w.visitor, deed("bevestigen"), plain, nil)
	w.publish(profile, "test-advies")
	w.command("records", "export", "-content", w.content, "-data", w.data)
	w.eventually("the page of the profile", func() bool { return w.visitor.Go(w.base+"/adviseurs/test-advies/") == http.StatusOK })
	relayed, atDesk := w.writes("adviseurs/test-advies"), w.writes("adviseurs/liof")

	w.visitor.Go(w.base + "/advies-aanvragen/")
	w.send(w.visitor, "/api/advice", plain, map[string][]string{
		"ambitie": {"groei"}, "omschrijving": {"Wij willen groeien naar twintig mensen en een tweede hal."}, "gewenste_start": {"half_jaar"},
		"rol": {"eigenaar"}, "naam": {"Test Vrager"}, "email": {"vrager@example.org"}, "toestemming_delen": {"ja"}})
	w.send(w.visitor, "/api/advice", `button[value="versturen"]`, nil)
	referred := w.reference(w.visitor)
	w.act(referred, "uitzetten", map[string][]string{"behoefte": {"b1"}, "organisatie": {"Tweede Advies"}, "email_adviseur": {"tweede@example.org"}, "taal_adviseur": {"nl"}})
	return []string{fresh, answered, spam, referred, relayed, atDesk, profile}
}

// asks sends a question in.
func (w *world) asks(topic string) string {
	w.Helper()
	w.visitor.Go(w.base + "/vraag-stellen/")
	w.send(w.visitor, "/api/question", plain, map[string][]string{"onderwerp": {topic}, "vraag": {"Krijgt mijn bakkerij steun voor zonnepanelen?"},
		"naam": {"Test Vrager"}, "email": {"vrager@example.org"}, "contactvoorkeur": {"email"}, "toestemming": {"ja"}})
	return w.reference(w.visitor)
}

// writes sends a message to the profile at a page.
func (w *world) writes(page string) string {
	w.Helper()
	w.visitor.Go(w.base + "/" + page + "/")
	w.send(w.visitor, "/api/contact", plain, map[string][]string{"onderwerp": {"Een tweede winkel"}, "bericht": {"Kunt u meedenken over een tweede winkel in Venlo?"},
		"naam": {"Test Vrager"}, "email": {"vrager@example.org"}, "toestemming_bericht": {"ja"}})
	ref := w.reference(w.visitor)
	if ref == "" {
		w.Fatalf("message to %s: got no reference in\n%s", page, chromium.Read[string](w.visitor, "document.body.innerText"))
	}
	return ref
}

// act does a deed to a case without looking at its page.
func (w *world) act(ref, deed string, values map[string][]string) {
	w.Helper()
	address := "/balie/zaken/" + ref + "/" + deed + "/"
	w.staff.Go(w.base + address)
	if got := w.send(w.staff, address, plain, values); got != http.StatusOK {
		w.Fatalf("%s: got %d", address, got)
	}
}
