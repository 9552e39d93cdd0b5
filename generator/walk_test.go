package main

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/chromium"
)

// TestQuestionIsAskedAnsweredFollowedAndPublished walks the first loop: a
// visitor asks, staff answers, the visitor reads and judges the answer, and it
// becomes a page for everybody.
func TestQuestionIsAskedAnsweredFollowedAndPublished(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.see(w.visitor, "vraag-stellen", "/vraag-stellen/")
	w.send(w.visitor, "/api/question", plain, map[string][]string{
		"onderwerp": {"Subsidie voor zonnepanelen"}, "vraag": {"Krijgt mijn bakkerij steun voor zonnepanelen op het dak?"},
		"naam": {"Test Vrager"}, "email": {"vrager@example.org"}, "contactvoorkeur": {"email"}, "toestemming": {"ja"}})
	ref := w.reference(w.visitor)
	w.see(w.visitor, "volgen-nieuw", w.link(w.letter(ref, "bevestiging")))

	w.hire()
	w.see(w.staff, "zaken", "/balie/zaken/")
	w.holds(w.staff, "zaken", ref)
	w.see(w.staff, "zaak", "/balie/zaken/"+ref+"/")
	w.does(ref, "oppakken", nil)
	const answer = "Ja. Kijk naar de ISDE. U vraagt die aan nadat de panelen er liggen."
	w.see(w.staff, "beantwoorden", "/balie/zaken/"+ref+"/beantwoorden/")
	w.send(w.staff, "/balie/zaken/"+ref+"/beantwoorden/", `button[value="voorbeeld"]`, map[string][]string{"tekst": {answer}})
	w.look(w.staff, "beantwoorden-voorbeeld")
	w.holds(w.staff, "preview", "vrager@example.org", answer)
	w.send(w.staff, "/balie/zaken/"+ref+"/beantwoorden/", plain, nil)
	w.look(w.staff, "zaak-beantwoord")

	sent := w.letter(ref, "antwoord")
	if !strings.Contains(sent.text, answer) {
		t.Errorf("mail: got %q, want the answer", sent.text)
	}
	w.see(w.visitor, "volgen-beantwoord", w.link(sent))
	w.holds(w.visitor, "follow", answer)
	w.send(w.visitor, deed("beoordelen"), plain, map[string][]string{"geholpen": {"ja"}})
	w.look(w.visitor, "volgen-beoordeeld")

	concept := "/balie/zaken/" + ref + "/concept/"
	w.doesAt(concept, `button[value="bewaren"]`, map[string][]string{
		"titel": {"Krijg ik steun voor zonnepanelen?"}, "samenvatting": {"Soms, via de ISDE."}, "tekst": {"Kijk naar de ISDE.\n\nU vraagt die aan nadat de panelen er liggen."},
		"themas": {"energie-duurzaamheid"}, "adres": {"steun-voor-zonnepanelen"}, "herkenbaar": {"ja"}})
	w.see(w.staff, "concepten", "/balie/concepten/")
	w.command("records", "export", "-content", w.content, "-data", w.data)
	page := "/vragen/steun-voor-zonnepanelen/"
	if got := w.visitor.Go(w.base + page); got != http.StatusNotFound {
		t.Errorf("draft: got %d, want no page before an editor looked", got)
	}
	w.finish("vragen/steun-voor-zonnepanelen.md")
	w.eventually("the page", func() bool { return w.visitor.Go(w.base+page) == http.StatusOK })
	w.look(w.visitor, "vraag-op-de-site")
}

// finish is what an editor does with a draft: take away that it is one.
func (w *world) finish(name string) {
	w.Helper()
	path := filepath.Join(w.content, name)
	text, err := os.ReadFile(path)
	if err != nil {
		w.Fatal(err)
	}
	text = regexp.MustCompile(`(?m)^(concept|via_loket): true\n`).ReplaceAll(text, nil)
	if err := os.WriteFile(path, text, 0o644); err != nil {
		w.Fatal(err)
	}
}

// TestProfileIsJudgedPublishedPausedAndRemoved walks the second loop: somebody
// signs up, confirms the address, is judged and put on the site, gets a message
// there, pauses, and goes.
func TestProfileIsJudgedPublishedPausedAndRemoved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ref := w.signUp()
	w.see(w.visitor, "bevestigen", w.link(w.letter(ref, "bevestiging")))
	w.send(w.visitor, deed("bevestigen"), plain, nil)
	w.look(w.visitor, "bevestigd")

	w.hire()
	w.see(w.staff, "profielen", "/balie/profielen/")
	w.publish(ref, "test-advies")
	w.command("records", "export", "-content", w.content, "-data", w.data)
	w.eventually("the page of the profile", func() bool { return w.visitor.Go(w.base+"/adviseurs/test-advies/") == http.StatusOK })
	w.look(w.visitor, "profiel-op-de-site")

	w.send(w.visitor, "/api/contact", plain, map[string][]string{"naam": {"Test Vrager"}, "email": {"vrager@example.org"},
		"onderwerp": {"Een tweede winkel"}, "bericht": {"Kunt u meedenken over een tweede winkel in Venlo?"}, "toestemming_bericht": {"ja"}})
	message := w.reference(w.visitor)
	w.look(w.visitor, "bericht-verstuurd")
	w.see(w.visitor, "antwoorden", w.link(w.letter(message, "bericht")))
	w.send(w.visitor, deed("antwoorden"), plain, map[string][]string{"antwoord": {"Graag. Kunt u dinsdag bellen?"}})
	w.look(w.visitor, "geantwoord")
	if got := w.letter(message, "reactie"); !strings.Contains(got.text, "Graag. Kunt u dinsdag bellen?") {
		t.Errorf("mail to the sender: got %q, want the reply", got.text)
	}

	own := w.link(w.letter(ref, "gepubliceerd"))
	w.see(w.visitor, "mijn-profiel", own)
	w.send(w.visitor, deed("pauzeren"), plain, map[string][]string{"tot": {"2027-02-01"}})
	w.look(w.visitor, "gepauzeerd")
	w.command("records", "export", "-content", w.content, "-data", w.data)
	w.eventually("the pause on the card", func() bool {
		w.visitor.Go(w.base + "/adviseurs/")
		return strings.Contains(chromium.Read[string](w.visitor, "document.body.innerText"), "1 februari 2027")
	})
	w.look(w.visitor, "kaart-met-pauze")

	w.see(w.visitor, "weghalen", strings.Replace(own, "/mijn-profiel/", "/mijn-profiel/weghalen/", 1))
	w.send(w.visitor, deed("weghalen"), plain, nil)
	w.look(w.visitor, "weggehaald")
	w.command("records", "export", "-content", w.content, "-data", w.data, "-ook-leeg")
	w.eventually("the page to go", func() bool { return w.visitor.Go(w.base+"/adviseurs/test-advies/") == http.StatusNotFound })
}

// signUp sends in a profile of an adviser and gives its reference.
func (w *world) signUp() string {
	w.Helper()
	w.see(w.visitor, "profiel-aanmelden", "/profiel-aanmelden/")
	w.send(w.visitor, "/api/profile", plain, map[string][]string{
		"profielsoort": {"adviseur"}, "naam": {"Test Advies"}, "biedt": {"Hulp bij groeiplannen"}, "kosten": {"gratis"},
		"onafhankelijk": {"Wij verkopen niets anders dan advies."}, "themas": {"groeien"}, "regios": {"limburg"}, "talen": {"nl"},
		"tekst": {"Wij helpen bedrijven in Limburg om een plan voor groei te maken dat een bank begrijpt."},
		"email": {"adviseur@example.org"}, "toestemming_publicatie": {"ja"}})
	return w.reference(w.visitor)
}

// publish checks a profile and puts it on the site.
func (w *world) publish(ref, slug string) {
	w.Helper()
	address := "/balie/profielen/" + ref + "/"
	w.see(w.staff, "profiel", address)
	w.send(w.staff, address+"controleren/", plain, nil)
	w.see(w.staff, "profiel-nagekeken", address)
	if got := w.send(w.staff, address+"plaatsen/", plain, map[string][]string{"adres": {slug}, "reden": {"nagekeken en akkoord"}}); got != http.StatusOK {
		w.Fatalf("publish: got %d: %s", got, chromium.Read[string](w.staff, "document.body.innerText"))
	}
	w.look(w.staff, "profiel-geplaatst")
}

// TestAdviceIsReferredComesBackAndEndsWithAnOutcome walks the third loop: two
// advisers are asked, one declines and one does nothing, the request comes back,
// a third takes it, and it ends with an outcome.
func TestAdviceIsReferredComesBackAndEndsWithAnOutcome(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	profile := w.signUp()
	w.visitor.Go(w.link(w.letter(profile, "bevestiging")))
	w.send(w.visitor, deed("bevestigen"), plain, nil)
	w.hire()
	w.publish(profile, "test-advies")

	w.visitor.Go(w.base + "/advies-aanvragen/")
	w.send(w.visitor, "/api/advice", plain, map[string][]string{
		"ambitie": {"groei"}, "omschrijving": {"Wij willen groeien naar twintig mensen en een tweede hal."}, "gewenste_start": {"half_jaar"},
		"gemeente": {"venlo"}, "rol": {"eigenaar"}, "naam": {"Test Vrager"}, "email": {"vrager@example.org"}, "toestemming_delen": {"ja"}})
	w.send(w.visitor, "/api/advice", `button[value="versturen"]`, nil)
	ref := w.reference(w.visitor)
	w.letter(ref, "bevestiging")

	w.see(w.staff, "uitzetten", "/balie/zaken/"+ref+"/uitzetten/")
	w.holds(w.staff, "proposals", "Test Advies")
	refer := "/balie/zaken/" + ref + "/uitzetten/"
	w.send(w.staff, refer, plain, map[string][]string{"behoefte": {"b1"}, "adviseurs": {"adviseurs/test-advies"},
		"organisatie": {"Tweede Advies"}, "email_adviseur": {"tweede@example.org"}, "taal_adviseur": {"nl"}})
	w.look(w.staff, "zaak-uitgezet")

	offers := w.offers(ref)
	w.see(w.visitor, "verwijzing", offers["adviseur@example.org"])
	w.send(w.visitor, deed("verwijzing"), plain, map[string][]string{"antwoord": {"afgewezen"}, "reden": {"geen_capaciteit"}})
	w.look(w.visitor, "verwijzing-afgewezen")
	w.workdays(25) // the second one is reminded, and then the offer ends
	w.signIn()
	w.see(w.staff, "zaak-terug", "/balie/zaken/"+ref+"/")
	w.see(w.staff, "te-laat", "/balie/zaken/?lijst=bezig")

	w.staff.Go(w.base + refer)
	w.send(w.staff, refer, plain, map[string][]string{"behoefte": {"b1"},
		"organisatie": {"Derde Advies"}, "email_adviseur": {"derde@example.org"}, "taal_adviseur": {"nl"}})
	third := w.offers(ref)["derde@example.org"]
	for _, step := range []string{"geaccepteerd", "contact", "afgerond"} {
		w.visitor.Go(third)
		if got := w.send(w.visitor, deed("verwijzing"), plain, map[string][]string{"antwoord": {step}}); got != http.StatusOK {
			t.Fatalf("adviser, %s: got %d", step, got)
		}
		w.look(w.visitor, "verwijzing-"+step)
		w.clock.pass(15 * time.Minute)
	}
	w.signIn() // the session ended meanwhile
	w.does(ref, "afsluiten", map[string][]string{"uitkomst": {"financierbaar_plan"}})
	w.look(w.staff, "zaak-gesloten")
	w.see(w.visitor, "volgen-gesloten", w.link(w.letter(ref, "afgesloten")))
	w.holds(w.visitor, "who got the data", "Derde Advies")
	for name, address := range map[string]string{"cijfers": "/balie/cijfers/", "mail": "/balie/mail/", "accounts": "/balie/accounts/", "logboek": "/balie/logboek/",
		"mijn-account": "/balie/mijn/", "nieuwe-zaak": "/balie/zaken/nieuw/", "gesloten": "/balie/zaken/?lijst=gesloten", "leeg": "/balie/zaken/?lijst=verdacht"} {
		w.see(w.staff, name, address)
	}
	w.command("audit", "verify", "-data", w.data)
}

// offers gives the link of each adviser who was asked, by address.
func (w *world) offers(ref string) map[string]string {
	w.Helper()
	w.letter(ref, "aanbod")
	links := map[string]string{}
	w.eventually("the requests", func() bool {
		files, _ := filepath.Glob(filepath.Join(w.data, "mail", strings.ToLower(ref)+"-aanbod*.eml"))
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				return false
			}
			to := regexp.MustCompile(`(?m)^To: <?([^>\r\n]+)`).FindSubmatch(raw)
			if to == nil {
				return false
			}
			links[string(to[1])] = w.link(w.parse(raw))
		}
		return len(links) > 1
	})
	return links
}
