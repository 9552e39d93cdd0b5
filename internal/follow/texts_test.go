package follow_test

import (
	"net/url"
	"strings"
	"testing"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

// TestNoPageLacksAText walks through every page in every language and looks for
// keys that have no text; they stand between brackets.
func TestNoPageLacksAText(t *testing.T) {
	prefix := map[string]string{"nl": "", "en": "/en", "de": "/de"}
	for lang, base := range prefix {
		d := newDesk(t)
		question, advice, profile := d.submit(question(), lang), d.submit(advice(), lang), d.submit(profile(), lang)
		look := func(what, body string) {
			t.Helper()
			for _, key := range []string{"[follow.", "[status.", "[timeline.", "[fout.", "[veld.", "[refused.", "[verwijzing.", "[form.", "[keuze."} {
				if strings.Contains(body, key) {
					_, rest, _ := strings.Cut(body, key)
					t.Errorf("%s in %s: no text for %s%.40s", what, lang, key, rest)
				}
			}
			has(t, body, `<html lang="`+lang+`"`)
			if strings.Contains(body, " href=\"/volgen/") && lang != "nl" && strings.Count(body, " href=\"/volgen/") > 1 {
				t.Errorf("%s in %s: links lead to the Dutch pages", what, lang)
			}
		}
		for _, ref := range []string{question, advice, profile} {
			link := url.Values{"k": {ref}, "s": {d.FollowKey(d.read(ref))}}
			for _, path := range []string{"/volgen/", "/volgen/intrekken/", "/volgen/wissen/"} {
				look(path, d.page(base+path, link).Body.String())
			}
		}
		link := d.link(question, "/volgen/")
		if !strings.Contains(d.read(question).Mail[0].Message.Text, "https://loket.example"+base+"/volgen/?k=") {
			t.Errorf("%s: the mail leads to another language", lang)
		}
		d.must(d.AskBack(d.Context(), officer(question), "Hoe groot?"))
		d.post(with(d.filled(question, "aanvullen"), "tekst", "Acht."))
		d.must(d.Answer(d.Context(), officer(question), "Kijk op de site."))
		look("wrong", d.post(with(link, "doen", "beoordelen", "taal", lang, "toelichting", "111222333")).Body.String())
		look("changed", d.post(with(link, "doen", "aanvullen", "taal", lang, "tekst", "x")).Body.String())
		for _, done := range []string{"aanvullen", "heropenen", "beoordelen", "intrekken", "wissen"} {
			look("answered", d.page(base+"/volgen/", with(link, "gedaan", done)).Body.String())
		}
		look("entry", d.get(base+"/volgen/").Body.String())
		look("no entry", d.get(base+"/volgen/?k=x").Body.String())
		look("sent", d.get(base+"/volgen/verzonden/").Body.String())
		look("wrong entry", d.post(url.Values{"doen": {"link"}, "taal": {lang}, "kenmerk": {"x"}}).Body.String())
		confirms := d.link(profile, "/volgen/bevestigen/")
		look("confirm", d.page(base+"/volgen/bevestigen/", confirms).Body.String())
		d.post(with(confirms, "doen", "bevestigen"))
		look("confirmed", d.page(base+"/volgen/bevestigen/", confirms).Body.String())
	}
}

func TestEveryStatusAndEventHasAText(t *testing.T) {
	set := newSet(t)
	for _, life := range domain.Lifecycles() {
		for _, stage := range life.Stages {
			key := "status."
			if life.Name == "referral" {
				key = "verwijzing."
			}
			if !set.HasText(key + stage.Slug) {
				t.Errorf("%s%s has no text", key, stage.Slug)
			}
		}
	}
	for _, kind := range []cases.EntryKind{cases.EntryAnswer, cases.EntryAsk, cases.EntryAdded, cases.EntryReopen} {
		if !set.HasText("follow.entry_kind." + string(kind)) {
			t.Errorf("a text of sort %s has no title", kind)
		}
	}
	for _, kind := range domain.Kinds() {
		if !set.HasText("follow.title." + string(kind)) {
			t.Errorf("a case of kind %s has no title", kind)
		}
	}
}
