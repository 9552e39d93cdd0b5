package follow_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// has fails the test for each text that a page lacks.
func has(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, want := range texts {
		if !strings.Contains(body, want) {
			t.Errorf("got no %q in the page", want)
		}
	}
}

// hasNot fails the test for each text that a page holds.
func hasNot(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, not := range texts {
		if strings.Contains(body, not) {
			t.Errorf("got %q in the page, want it left out", not)
		}
	}
}

func TestANewQuestionShowsWhereItStands(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(question(), "nl")
	w := d.page("/volgen/", d.link(ref, "/volgen/"))
	if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("got %d, Cache-Control %q, want 200 and no-store", w.Code, w.Header().Get("Cache-Control"))
	}
	has(t, w.Body.String(), ref, "Subsidie voor energieadvies", "Het loket", `<time datetime="2026-11-25">25 november 2026</time>`,
		"Wij hebben uw bericht ontvangen.", "aan niemand doorgegeven", "Waar kan ik terecht?", "j@voorbeeld.example",
		"/volgen/intrekken/?", "/volgen/wissen/?", `content="noindex"`)
	hasNot(t, w.Body.String(), "canonical", "hreflang=\"en\" href=\"https://", "og:url", "Bent u geholpen?")
}

func TestAnAnswerIsShownWithWhatCanBeDone(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(question(), "nl")
	d.must(d.Note(d.Context(), officer(ref), "Alleen voor medewerkers"))
	d.must(d.AskBack(d.Context(), officer(ref), "Hoeveel mensen werken er bij u?"))
	body := d.page("/volgen/", d.link(ref, "/volgen/")).Body.String()
	has(t, body, "Hoeveel mensen werken er bij u?", "Onze vraag aan u", "Wij herinneren u of ronden af op")
	d.must(d.Answer(d.Context(), officer(ref), "Eerste regel\n<b>tweede</b> regel"))
	body = d.page("/volgen/", d.link(ref, "/volgen/")).Body.String()
	has(t, body, "Ons antwoord", "Eerste regel\n&lt;b&gt;tweede&lt;/b&gt; regel", "Bent u geholpen?", "Toch nog een vraag?", "Wij hebben u een antwoord gestuurd.")
	hasNot(t, body, "Alleen voor medewerkers", "Iets toevoegen", ">a1<")
}

func TestAnAdviceRequestShowsWhoGotWhichDataAndWhen(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(advice(), "nl")
	d.must(d.Refer(d.Context(), officer(ref), []cases.Offer{{Adviser: "bureau", Organisation: "Bureau Voorbeeld", Email: "a@bureau.example"}}))
	body := d.page("/volgen/", d.link(ref, "/volgen/")).Body.String()
	has(t, body, "Bureau Voorbeeld (Gevraagd)", "een tweede bakkerij openen", "aan niemand doorgegeven")
	d.clock.move(time.Hour)
	act := cases.Act{Ref: ref, By: cases.Actor{Party: domain.PartyAdviser, ID: "bureau"}}
	d.must(d.AnswerReferral(d.Context(), act, d.read(ref).Referrals[0].ID, cases.Reply{Verb: domain.VerbAccept}))
	body = d.page("/volgen/", d.link(ref, "/volgen/")).Body.String()
	has(t, body, "Bureau Voorbeeld heeft ja gezegd", "Wij gaven deze gegevens door", "23 november 2026")
	hasNot(t, body, "a@bureau.example", "aan niemand doorgegeven")
}

func TestWhatIsAddedIsKeptOnce(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(question(), "nl")
	v := d.filled(ref, "aanvullen", "tekst", "Wij zijn met z'n achten.")
	for range 3 {
		w := d.post(v)
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/volgen/?") {
			t.Fatalf("got %d to %q, want 303 to the case", w.Code, w.Header().Get("Location"))
		}
		has(t, d.get(w.Header().Get("Location")).Body.String(), "Wij hebben uw tekst toegevoegd.", "met z&#39;n achten.", `role="status"`)
	}
	if got := len(d.read(ref).Thread); got != 1 {
		t.Errorf("got %d texts, want 1", got)
	}
	d.post(with(v, "tekst", "En nog iets."))
	if got := len(d.read(ref).Thread); got != 2 {
		t.Errorf("other text on the same page: got %d texts, want 2", got)
	}
}

func TestAnAnsweredQuestionIsRatedAndOpenedAgain(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(question(), "nl")
	d.must(d.Answer(d.Context(), officer(ref), "Kijk op de site."))
	w := d.post(d.filled(ref, "beoordelen", "geholpen", "deels", "verder", "nee", "toelichting", "Te kort."))
	has(t, d.get(w.Header().Get("Location")).Body.String(), "Bedankt.", "Te kort.", `value="deels" checked`)
	if got := d.read(ref).Feedback; got == nil || got.Answered != "deels" || got.Useful != "nee" || got.Comment != "Te kort." {
		t.Errorf("got %+v, want what was filled in", got)
	}
	again := d.filled(ref, "heropenen", "tekst", "En voor huurders?")
	d.clock.move(31 * 24 * time.Hour)
	w = d.post(again)
	if w.Code != http.StatusConflict {
		t.Errorf("after 31 days: got %d, want 409", w.Code)
	}
	has(t, w.Body.String(), "Er is intussen iets veranderd.", "En voor huurders?")
	d.clock.move(-10 * 24 * time.Hour)
	if w = d.post(again); w.Code != http.StatusSeeOther || d.read(ref).Status != domain.StatusInProgress {
		t.Errorf("after 21 days: got %d and status %s, want 303 and work for the desk", w.Code, d.read(ref).Status)
	}
}

func TestWithdrawingAndErasingAskFirst(t *testing.T) {
	d := newDesk(t)
	for do, done := range map[string]func(*cases.Case) bool{
		"intrekken": func(c *cases.Case) bool { return c.Status == domain.StatusWithdrawn },
		"wissen":    func(c *cases.Case) bool { return !c.ErasureAt.IsZero() },
	} {
		ref := d.submit(question(), "nl")
		path := "/volgen/" + do + "/"
		link := d.link(ref, "/volgen/")
		page := d.page(path, link)
		if page.Code != http.StatusOK || done(d.read(ref)) {
			t.Errorf("%s: GET got %d and changed %v, want 200 and nothing changed", do, page.Code, done(d.read(ref)))
		}
		v := d.form(page.Body.String(), do)
		for range 2 {
			if w := d.post(v); w.Code != http.StatusSeeOther || !done(d.read(ref)) {
				t.Errorf("%s: got %d, done %v, want 303 and done", do, w.Code, done(d.read(ref)))
			}
		}
		if got := len(d.read(ref).Mail); got != 3 {
			t.Errorf("%s twice: got %d messages, want 3: two of the form and one of this", do, got)
		}
		if w := d.page(path, link); w.Code != http.StatusSeeOther {
			t.Errorf("%s when it is done: got %d, want 303 to the case", do, w.Code)
		}
	}
}

func TestSomethingThatNoLongerFitsShowsBothTexts(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(question(), "nl")
	v := d.filled(ref, "aanvullen", "tekst", "Mijn lange tekst")
	d.must(d.Answer(d.Context(), officer(ref), "Het antwoord van nu"))
	w := d.post(v)
	if w.Code != http.StatusConflict {
		t.Errorf("got %d, want 409", w.Code)
	}
	has(t, w.Body.String(), "Mijn lange tekst", "Het antwoord van nu", `role="alert"`)
	if got := len(d.read(ref).Thread); got != 1 {
		t.Errorf("got %d texts, want the answer alone", got)
	}
	other := d.submit(question(), "nl")
	v = d.filled(other, "aanvullen", "tekst", "Nog een tekst")
	d.store.stale = true
	if w = d.post(v); w.Code != http.StatusConflict {
		t.Errorf("somebody is always first: got %d, want 409", w.Code)
	}
	has(t, w.Body.String(), "Nog een tekst")
}
