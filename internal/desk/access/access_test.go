package access_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/desk/access"
	"mkbloket/internal/staff"
	"mkbloket/internal/staff/stafftest"
)

// TestSomebodyIsInvitedAndSignsInWithAPassword walks the whole way.
func TestSomebodyIsInvitedAndSignsInWithAPassword(t *testing.T) {
	d, _ := newDesk(t)
	link := invited(t, d, "anna@example.nl", "medewerker")
	b := newBrowser(d)
	page := b.get(link)
	contains(t, page, http.StatusOK, "Anna &lt;b&gt;Voorbeeld&lt;/b&gt;", `autocomplete="new-password"`, `autocomplete="one-time-code"`)
	key := keyPattern.FindStringSubmatch(page.Body.String())[1]
	form := d.Form(page, "/balie/uitnodiging/")
	form.Set("wachtwoord", "welkom2026")
	form.Set("code", "000000")
	contains(t, b.post("/balie/uitnodiging/", form), http.StatusUnprocessableEntity, `href="#wachtwoord"`, `href="#code"`, "minstens 12 tekens")
	form.Set("wachtwoord", passphrase)
	form.Set("code", stafftest.Code(t, key, d.Now()))
	page = b.post("/balie/uitnodiging/", form)
	contains(t, page, http.StatusOK, "Bewaar uw herstelcodes")
	codes := codePattern.FindAllStringSubmatch(page.Body.String(), -1)
	if len(codes) != 10 {
		t.Fatalf("got %d recovery codes, want 10", len(codes))
	}
	if c := b.jar["__Host-balie"]; c == nil || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("got cookie %v", c)
	}
	contains(t, b.get("/balie/mijn/"), http.StatusOK, "anna@example.nl", "10 van 10", "Dit is wat u nu gebruikt")
	contains(t, newBrowser(d).get(link), http.StatusNotFound, "werkt niet (meer)")

	d.Pass(time.Minute)
	other := newBrowser(d)
	lead := other.get("/balie/mijn/")
	contains(t, lead, http.StatusSeeOther)
	page = other.get(lead.Header().Get("Location"))
	form = d.Form(page, "/balie/aanmelden/")
	form.Set("email", "anna@example.nl")
	form.Set("wachtwoord", "iets anders dan dat")
	form.Set("code", stafftest.Code(t, key, d.Now()))
	page = other.post("/balie/aanmelden/", form)
	contains(t, page, http.StatusUnprocessableEntity, "Aanmelden is niet gelukt", `value="anna@example.nl"`)
	if strings.Contains(page.Body.String(), "iets anders dan dat") {
		t.Error("the password is shown again")
	}
	form = d.Form(page, "/balie/aanmelden/")
	form.Set("email", "anna@example.nl")
	form.Set("wachtwoord", passphrase)
	form.Set("code", codes[0][1])
	page = other.post("/balie/aanmelden/", form)
	contains(t, page, http.StatusSeeOther)
	contains(t, other.get(page.Header().Get("Location")), http.StatusOK, "9 van 10")

	page = other.post("/balie/afmelden/", nil)
	contains(t, page, http.StatusOK, "U bent afgemeld")
	if got := page.Header().Get("Clear-Site-Data"); !strings.Contains(got, `"cookies"`) || other.jar["__Host-balie"] != nil {
		t.Errorf("got Clear-Site-Data %q, cookies %v", got, other.jar)
	}
	contains(t, b.get("/balie/mijn/"), http.StatusOK, "Dit is wat u nu gebruikt")
}

func TestOneComesBackToWhatWasAskedAndNowhereElse(t *testing.T) {
	d, _ := newDesk(t)
	link := invited(t, d, "anna@example.nl", "beheerder")
	b := newBrowser(d)
	page := b.get(link)
	key := keyPattern.FindStringSubmatch(page.Body.String())[1]
	form := d.Form(page, "/balie/uitnodiging/")
	form.Set("wachtwoord", passphrase)
	form.Set("code", stafftest.Code(t, key, d.Now()))
	b.post("/balie/uitnodiging/", form)
	for path, want := range map[string]string{
		newBrowser(d).get("/balie/logboek/?wie=beheer").Header().Get("Location"): "/balie/logboek/?wie=beheer",
		"/balie/aanmelden/": "/balie/",
		"/balie/aanmelden/?verder=%2Fbalie%2Faccounts%2F":                    "/balie/", // nobody signed it
		"/balie/aanmelden/?verder=https%3A%2F%2Fevil.example.org%2F&teken=x": "/balie/",
		"/balie/aanmelden/?verder=%2F%2Fevil.example.org%2F":                 "/balie/",
	} {
		d.Pass(time.Minute)
		b := newBrowser(d)
		form := d.Form(b.get(path), "/balie/aanmelden/")
		form.Set("email", "anna@example.nl")
		form.Set("wachtwoord", passphrase)
		form.Set("code", stafftest.Code(t, key, d.Now()))
		if got := b.post("/balie/aanmelden/", form).Header().Get("Location"); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestTooManyAttemptsAreTold(t *testing.T) {
	d, _ := newDesk(t)
	for i := range 12 {
		w := newBrowser(d).post("/balie/aanmelden/", url.Values{"email": {"anna@example.nl"}, "wachtwoord": {"x"}, "code": {"1"}})
		if i < 10 && w.Code != http.StatusUnprocessableEntity {
			t.Errorf("attempt %d: got %d, want 422", i+1, w.Code)
		}
		if i >= 10 {
			contains(t, w, http.StatusTooManyRequests, "te veel pogingen", `value="anna@example.nl"`)
			if w.Header().Get("Retry-After") == "" {
				t.Error("got no Retry-After")
			}
		}
	}
}

func TestTheProviderLetsInWhoWasInvited(t *testing.T) {
	d, idp := newDesk(t)
	const start = "/balie/aanmelden/oidc/"
	contains(t, trip(t, newBrowser(d), idp, start), http.StatusForbidden, "niet gelukt")

	link := invited(t, d, "anna@example.nl", "beheerder")
	b := newBrowser(d)
	page := b.get(link)
	contains(t, page, http.StatusOK, "via uw organisatie")
	_, token, _ := strings.Cut(link, "=")
	w := trip(t, b, idp, start+"?sleutel="+token)
	contains(t, w, http.StatusSeeOther)
	contains(t, b.get("/balie/mijn/"), http.StatusOK, "anna@example.nl")
	contains(t, trip(t, newBrowser(d), idp, start+"?sleutel="+token), http.StatusNotFound, "werkt niet (meer)")

	again := newBrowser(d)
	lead := again.get("/balie/accounts/").Header().Get("Location")
	contains(t, again.get(lead), http.StatusOK, `href="/balie/aanmelden/oidc/?`)
	w = trip(t, again, idp, strings.Replace(lead, "/balie/aanmelden/", start, 1))
	if got := w.Header().Get("Location"); got != "/balie/accounts/" {
		t.Errorf("got %d to %q, want to come back to the accounts", w.Code, got)
	}

	second := invited(t, d, "kees@example.nl", "redacteur")
	_, token, _ = strings.Cut(second, "=")
	contains(t, trip(t, newBrowser(d), idp, start+"?sleutel="+token), http.StatusConflict, "al een ander account")
	idp.Down = true
	contains(t, newBrowser(d).get(access.ReturnPath+"?code=x&state=y"), http.StatusForbidden, "niet gelukt")
	b = newBrowser(d)
	idp.Down = false
	w = b.get(start)
	idp.Down = true
	to, _ := url.Parse(w.Header().Get("Location"))
	contains(t, b.get(access.ReturnPath+"?"+url.Values{"state": {to.Query().Get("state")}, "code": {"x"}}.Encode()), http.StatusServiceUnavailable, "antwoordt nu niet")
}

// TestAnswersThatProveNothingDoNotFillTheLog is somebody who opens the address
// to come back to, over and over.
func TestAnswersThatProveNothingDoNotFillTheLog(t *testing.T) {
	d, _ := newDesk(t)
	before, err := d.Audit.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 40 {
		w := newBrowser(d).get(access.ReturnPath + "?code=x&state=y")
		if w.Code != http.StatusForbidden && w.Code != http.StatusTooManyRequests {
			t.Errorf("got %d", w.Code)
		}
	}
	after, err := d.Audit.Verify(t.Context())
	if err != nil || after.Count-before.Count > 12 {
		t.Errorf("got %d lines more, %v; want at most 12", after.Count-before.Count, err)
	}
}

func TestAnAdminManagesAccounts(t *testing.T) {
	d, _ := newDesk(t)
	id := d.Accounts[staff.Officer].ID
	path := "/balie/accounts/" + id + "/"
	contains(t, d.Get(staff.Admin, "/balie/accounts/"), http.StatusOK, "De medewerker")
	form := d.Form(d.Get(staff.Admin, path), path+"rechten/")
	form["rollen"], form["regios"] = []string{"redacteur"}, []string{"noord-limburg"}
	contains(t, d.Post(staff.Admin, path+"rechten/", form), http.StatusUnprocessableEntity, `href="#reden-rechten"`, `value="redacteur" checked`, `value="noord-limburg" checked`)
	form.Set("reden", "andere taak")
	contains(t, d.Post(staff.Admin, path+"rechten/", form), http.StatusOK, "Ze gelden meteen")
	if a, err := d.Staff.Account(t.Context(), id); err != nil || !a.May(staff.Publish) || a.May(staff.Work) || a.Regions[0] != "noord-limburg" {
		t.Errorf("got %+v %v", a, err)
	}
	form["regios"] = []string{"atlantis"}
	contains(t, d.Post(staff.Admin, path+"rechten/", form), http.StatusBadRequest)

	form = d.Form(d.Get(staff.Admin, path), path+"uit/")
	contains(t, d.Post(staff.Admin, path+"uit/", form), http.StatusUnprocessableEntity, `href="#reden-uit"`)
	form.Set("reden", "uit dienst")
	contains(t, d.Post(staff.Admin, path+"uit/", form), http.StatusOK, "overal afgemeld", "Uit sinds")
	contains(t, d.Get(staff.Officer, "/balie/mijn/"), http.StatusSeeOther)
	form = d.Form(d.Get(staff.Admin, path), path+"opnieuw/")
	form.Set("reden", "toch gebleven")
	contains(t, d.Post(staff.Admin, path+"opnieuw/", form), http.StatusOK, "https://balie.example.nl/balie/uitnodiging/?sleutel=")

	own := "/balie/accounts/" + d.Accounts[staff.Admin].ID + "/"
	form = d.Form(d.Get(staff.Admin, own), own+"uit/")
	form.Set("reden", "weg")
	contains(t, d.Post(staff.Admin, own+"uit/", form), http.StatusConflict, "de laatste die accounts kan beheren", `value="weg"`)
	contains(t, d.Get(staff.Admin, "/balie/accounts/0000000000000000/"), http.StatusNotFound)
	form = d.Form(d.Get(staff.Admin, "/balie/accounts/"), "/balie/accounts/")
	form["rollen"] = []string{"medewerker"}
	form.Set("naam", "Nog iemand")
	form.Set("email", "redacteur@balie.example.nl")
	form.Set("reden", "dubbel")
	contains(t, d.Post(staff.Admin, "/balie/accounts/", form), http.StatusUnprocessableEntity, `href="#email"`, "al een account", "Nog iemand")
	form.Set("email", "x")
	contains(t, d.Post(staff.Admin, "/balie/accounts/", form), http.StatusUnprocessableEntity, "Vul een e-mailadres in")

	d.Pass(staff.Fresh + time.Second)
	contains(t, d.Get(staff.Admin, "/balie/accounts/"), http.StatusOK, "vlak na het aanmelden")
	contains(t, d.Post(staff.Admin, "/balie/accounts/", form), http.StatusUnauthorized)
}

func TestOwnSessionsCanBeEnded(t *testing.T) {
	d, _ := newDesk(t)
	link := invited(t, d, "anna@example.nl", "medewerker")
	b := newBrowser(d)
	page := b.get(link)
	key := keyPattern.FindStringSubmatch(page.Body.String())[1]
	form := d.Form(page, "/balie/uitnodiging/")
	form.Set("wachtwoord", passphrase)
	form.Set("code", stafftest.Code(t, key, d.Now()))
	b.post("/balie/uitnodiging/", form)
	d.Pass(time.Minute)
	other := newBrowser(d)
	other.post("/balie/aanmelden/", url.Values{"email": {"anna@example.nl"}, "wachtwoord": {passphrase}, "code": {stafftest.Code(t, key, d.Now())}})
	contains(t, other.get("/balie/mijn/"), http.StatusOK)
	form = d.Form(b.get("/balie/mijn/"), "/balie/mijn/sessie/")
	contains(t, b.post("/balie/mijn/sessie/", form), http.StatusSeeOther)
	contains(t, b.post("/balie/mijn/sessie/", form), http.StatusSeeOther) // twice is once
	contains(t, other.get("/balie/mijn/"), http.StatusSeeOther)

	form = d.Form(b.get("/balie/mijn/"), "/balie/mijn/wachtwoord/")
	form.Set("wachtwoord", "fout")
	form.Set("nieuw_wachtwoord", "kort")
	contains(t, b.post("/balie/mijn/wachtwoord/", form), http.StatusUnprocessableEntity, `href="#wachtwoord"`, `href="#nieuw_wachtwoord"`)
	form.Set("wachtwoord", passphrase)
	form.Set("nieuw_wachtwoord", "acht groene trams in de regen")
	before := b.jar["__Host-balie"].Value
	contains(t, b.post("/balie/mijn/wachtwoord/", form), http.StatusOK, "Uw wachtwoord is gewijzigd")
	if b.jar["__Host-balie"].Value == before {
		t.Error("the session is not renewed")
	}
	page = b.post("/balie/mijn/codes/", d.Form(b.get("/balie/mijn/"), "/balie/mijn/codes/"))
	contains(t, page, http.StatusOK, "De oude werken niet meer")
	if got := len(codePattern.FindAllString(page.Body.String(), -1)); got != 10 {
		t.Errorf("got %d codes, want 10", got)
	}
	d.Pass(staff.Fresh + time.Second)
	contains(t, b.get("/balie/mijn/"), http.StatusOK, "vlak na het aanmelden")
	contains(t, b.post("/balie/mijn/codes/", form), http.StatusUnauthorized)
}

func TestTheLogShowsFiltersAndVerifies(t *testing.T) {
	d, _ := newDesk(t)
	for i := range 60 {
		if err := d.Audit.Append(t.Context(), audit.Entry{Actor: d.Accounts[staff.Officer].ID, Action: "zaak lezen", Object: fmt.Sprintf("K7M3-P9%02d", i), Result: "<script>"}); err != nil {
			t.Fatal(err)
		}
	}
	page := d.Get(staff.Lead, "/balie/logboek/")
	contains(t, page, http.StatusOK, "De medewerker", "&lt;script&gt;", "Oudere regels")
	older := regexp.MustCompile(`href="(/balie/logboek/\?[^"]*voor=[^"]*)"`).FindStringSubmatch(page.Body.String())
	contains(t, d.Get(staff.Lead, html.UnescapeString(older[1])), http.StatusOK, "account uitnodigen")
	w := d.Post(staff.Lead, "/balie/logboek/", url.Values{"waarop": {"k7m3-p903"}, "wie": {""}, "van": {"2026-11-23"}, "tot": {"2026-11-23"}})
	contains(t, w, http.StatusSeeOther)
	page = d.Get(staff.Lead, w.Header().Get("Location"))
	contains(t, page, http.StatusOK, "K7M3-P903")
	if strings.Contains(page.Body.String(), "K7M3-P904") {
		t.Error("the filter lets another object through")
	}
	contains(t, d.Get(staff.Lead, "/balie/logboek/?van=2026-11-24"), http.StatusOK, "Hier zijn geen regels")
	contains(t, d.Post(staff.Lead, "/balie/logboek/", url.Values{"van": {"gisteren"}}), http.StatusUnprocessableEntity, `href="#van"`, "gisteren")
	contains(t, d.Post(staff.Lead, "/balie/logboek/controle/", nil), http.StatusOK, "Het logboek klopt")

	head, err := d.Store.Get(t.Context(), "audit-000001")
	if err != nil {
		t.Fatal(err)
	}
	head.Body = []byte(strings.Replace(string(head.Body), "zaak lezen", "zaak wegen", 1))
	if _, err := d.Store.Update(t.Context(), head.ID, head.Version, head); err != nil {
		t.Fatal(err)
	}
	contains(t, d.Post(staff.Admin, "/balie/logboek/controle/", nil), http.StatusOK, "Het logboek klopt niet")
}

func TestWithOnlyAProviderThereAreNoPasswords(t *testing.T) {
	d, _ := newDesk(t)
	c := config(d, nil)
	c.OnlyProvider = true
	for _, route := range access.Routes(d.Server, c) {
		for _, word := range []string{"wachtwoord", "codes", "POST /balie/aanmelden", "POST /balie/uitnodiging"} {
			if strings.Contains(route.Pattern, word) {
				t.Errorf("got route %s", route.Pattern)
			}
		}
	}
}
