package partner_test

import (
	"net/http"
	"slices"
	"testing"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// secrets is everything of the sender that an adviser may not see before a yes.
var secrets = []string{"Voorbeeld</dd>", "J. Voorbeeld", "j@voorbeeld.example", "12345678", "tweede bakkerij", "Kruim", "54321", "54.321", "Venlo", "venlo"}

func TestBeforeAYesThePageHoldsNothingPersonal(t *testing.T) {
	d := newDesk(t)
	_, link := d.referral("nl")
	w := d.page(cases.AnswerPath, link)
	if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("got %d, Cache-Control %q, want 200 and no-store", w.Code, w.Header().Get("Cache-Control"))
	}
	has(t, w.Body.String(), "Kunt u helpen?", "Noord-Limburg", "Binnen een half jaar", "30 november 2026", `content="noindex"`)
	hasNot(t, w.Body.String(), append(secrets, "canonical", "a@bureau.example")...)
}

func TestAYesShowsWhatIsWrittenDownAsShared(t *testing.T) {
	d := newDesk(t)
	ref, link := d.referral("nl")
	v := d.filled(cases.AnswerPath, link, "verwijzing", "antwoord", "geaccepteerd")
	for range 2 {
		w := d.post(v)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("got %d, want 303", w.Code)
		}
		body := d.get(w.Header().Get("Location")).Body.String()
		has(t, body, "J. Voorbeeld", "j@voorbeeld.example", "tweede bakkerij", "Bakkerij Kruim", `role="status"`, "23 november 2026", "Wij hebben contact gehad")
		hasNot(t, body, "Kunt u helpen?", "toestemming")
	}
	if got := d.read(ref); len(got.Shared) != 1 || got.Status != domain.StatusInContact {
		t.Errorf("got %d times shared and status %s, want once and in contact", len(got.Shared), got.Status)
	}
}

func TestAfterTheEndNothingOfTheSenderIsLeft(t *testing.T) {
	for end, steps := range map[string][]string{
		"afgewezen": nil, "teruggegeven": {"geaccepteerd"}, "geen_hulp": {"geaccepteerd"}, "onbereikbaar": {"geaccepteerd"},
		"afgerond": {"geaccepteerd", "contact", "loopt_door"},
	} {
		d := newDesk(t)
		ref, link := d.referral("nl")
		for _, answer := range append(steps, end) {
			w := d.post(d.filled(cases.AnswerPath, link, "verwijzing", "antwoord", answer, "reden", "anders", "toelichting", "Voor het loket"))
			if w.Code != http.StatusSeeOther {
				t.Fatalf("%s: %s got %d, want 303", end, answer, w.Code)
			}
		}
		body := d.page(cases.AnswerPath, link).Body.String()
		has(t, body, "Deze aanvraag is voor u klaar.")
		hasNot(t, body, append(secrets, `name="antwoord"`, "Voor het loket")...)
		got := d.read(ref)
		if got.Referrals[0].State != end || got.Thread[len(got.Thread)-1].Kind != cases.EntryAdviser {
			t.Errorf("%s: got state %s, want it with the text for the desk", end, got.Referrals[0].State)
		}
	}
}

func TestANoNeedsAReason(t *testing.T) {
	d := newDesk(t)
	ref, link := d.referral("nl")
	v := d.filled(cases.AnswerPath, link, "verwijzing", "antwoord", "afgewezen", "toelichting", "Mijn toelichting")
	w := d.post(v)
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("got %d, want 422", w.Code)
	}
	has(t, w.Body.String(), `href="#reden"`, `id="reden"`, "Mijn toelichting", `value="afgewezen" checked`, "<title>Fout: ")
	if w := d.post(with(v, "reden", "geen_capaciteit")); w.Code != http.StatusSeeOther {
		t.Errorf("with a reason: got %d, want 303", w.Code)
	}
	if got := d.read(ref); got.Referrals[0].Reason != "geen_capaciteit" || got.Status != domain.StatusTriage {
		t.Errorf("got reason %q and status %s, want the request back with the desk", got.Referrals[0].Reason, got.Status)
	}
}

// TestAnswersAreThoseOfTheLife posts every answer in every state: what the page
// offers is what is taken, and the rest gets 409 with the text kept.
func TestAnswersAreThoseOfTheLife(t *testing.T) {
	life := domain.ReferralLife()
	ways := map[string][]string{domain.ReferralOffered: nil, domain.ReferralAccepted: {"geaccepteerd"}, domain.ReferralContacted: {"geaccepteerd", "contact"}}
	var all []string
	for state := range ways {
		for _, verb := range life.Verbs(state, domain.PartyAdviser) {
			all = append(all, string(verb))
		}
	}
	for state, way := range ways {
		for _, answer := range all {
			d := newDesk(t)
			_, link := d.referral("nl")
			for _, step := range way {
				d.post(d.filled(cases.AnswerPath, link, "verwijzing", "antwoord", step))
			}
			body := d.page(cases.AnswerPath, link).Body.String()
			w := d.post(with(d.form(body, "verwijzing"), "antwoord", answer, "reden", "anders", "toelichting", "Bewaar mij"))
			fits := slices.Contains(life.Verbs(state, domain.PartyAdviser), domain.Verb(answer))
			if want := map[bool]int{true: 303, false: 409}[fits]; w.Code != want {
				t.Errorf("%s in %s: got %d, want %d", answer, state, w.Code, want)
			}
			if !fits {
				has(t, w.Body.String(), "Bewaar mij", "Er is intussen iets veranderd.")
			}
		}
	}
}

func TestAReferralOfAQuestionKeepsItsWordsUntilAYes(t *testing.T) {
	d := newDesk(t)
	ref := d.submit(&domain.Question{Topic: "Mijn bedrijf Kruim is ziek", Text: "Wie kan mij helpen?", Theme: "innovatie", ContactBy: "email", Consent: true, Contact: sender}, "nl")
	d.must(d.Redirect(d.Context(), officer(ref), "Zei ja aan de telefoon"))
	d.must(d.Refer(d.Context(), officer(ref), []cases.Offer{{Adviser: "bureau", Organisation: "Bureau", Email: "a@bureau.example"}}))
	link := d.link(ref, cases.AnswerPath)
	body := d.page(cases.AnswerPath, link).Body.String()
	has(t, body, "Innovatie")
	hasNot(t, body, "Kruim", "Wie kan mij helpen", "J. Voorbeeld")
	d.post(d.filled(cases.AnswerPath, link, "verwijzing", "antwoord", "geaccepteerd"))
	has(t, d.page(cases.AnswerPath, link).Body.String(), "Kruim", "Wie kan mij helpen")
}

func TestAskingForErasureHidesTheData(t *testing.T) {
	d := newDesk(t)
	ref, link := d.referral("nl")
	d.post(d.filled(cases.AnswerPath, link, "verwijzing", "antwoord", "geaccepteerd"))
	d.must(d.RequestErasure(d.Context(), cases.Act{Ref: ref, By: cases.Actor{Party: domain.PartyAsker}}))
	body := d.page(cases.AnswerPath, link).Body.String()
	has(t, body, "vraagt ons om de gegevens te wissen", "Wij hebben contact gehad")
	hasNot(t, body, secrets...)
}

func TestARecalledReferralIsOver(t *testing.T) {
	d := newDesk(t)
	ref, link := d.referral("nl")
	v := d.filled(cases.AnswerPath, link, "verwijzing", "antwoord", "geaccepteerd", "toelichting", "Graag")
	d.must(d.Withdraw(d.Context(), cases.Act{Ref: ref, By: cases.Actor{Party: domain.PartyAsker}}))
	w := d.post(v)
	if w.Code != http.StatusConflict {
		t.Errorf("got %d, want 409", w.Code)
	}
	has(t, w.Body.String(), "Graag", "Er is intussen iets veranderd.")
	hasNot(t, w.Body.String(), secrets...)
	if got := d.read(ref); len(got.Shared) != 0 {
		t.Errorf("got %d times shared, want none", len(got.Shared))
	}
}
