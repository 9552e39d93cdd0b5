package matching_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/mail"
	"mkbloket/internal/matching"
	"mkbloket/internal/schema"
	"mkbloket/internal/store/bolt"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func taxonomy() *domain.Taxonomy {
	label := func(slug, nl, parent, code string) schema.Term {
		return schema.Term{Slug: slug, Parent: parent, Code: code, Labels: map[string]string{"nl": nl}}
	}
	t := domain.NewTaxonomy()
	t.Themes = schema.NewVocabulary("themas", label("groeien", "Groeien", "", ""), label("financiering", "Geld", "", ""), label("digitalisering", "Digitaal", "", ""))
	t.Sectors = schema.NewVocabulary("sectoren", label("zorg", "Zorg", "", ""))
	t.Regions = schema.NewVocabulary("regios", label("landelijk", "Heel Nederland", "", ""), label("limburg", "Limburg", "landelijk", "PV31"),
		label("zuid-limburg", "Zuid-Limburg", "limburg", ""), label("noord-limburg", "Noord-Limburg", "limburg", ""),
		label("maastricht", "Maastricht", "zuid-limburg", "GM0935"), label("venlo", "Venlo", "noord-limburg", "GM0983"))
	return t
}

func request(changes map[string]string) *cases.Case {
	c := &cases.Case{Kind: domain.KindAdvice, Language: "nl", Needs: []cases.Need{{ID: "b1", What: "groei"}},
		Fields: map[string][]string{"ambitie": {"groei"}, "gemeente": {"maastricht"}}}
	for name, value := range changes {
		c.Fields[name] = []string{value}
	}
	return c
}

func adviser(name string, change func(*matching.Profile)) matching.Profile {
	p := matching.Profile{Page: "adviseurs/" + name, Name: name, Email: name + "@voorbeeld.example", Themes: []string{"groeien"}, Regions: []string{"limburg"},
		Languages: []string{"nl"}, Availability: cases.Availability{Known: true, Left: -1}}
	if change != nil {
		change(&p)
	}
	return p
}

func pages(proposals []matching.Proposal) string {
	var names []string
	for _, p := range proposals {
		names = append(names, strings.TrimPrefix(p.Page, "adviseurs/"))
	}
	return strings.Join(names, " ")
}

func TestTheMostFittingComesFirst(t *testing.T) {
	themes := func(slugs ...string) func(*matching.Profile) { return func(p *matching.Profile) { p.Themes = slugs } }
	regions := func(slugs ...string) func(*matching.Profile) { return func(p *matching.Profile) { p.Regions = slugs } }
	tests := []struct {
		name     string
		request  *cases.Case
		profiles []matching.Profile
		want     string
	}{
		{"both themes before one, none left out", request(nil), []matching.Profile{adviser("een", themes("groeien")), adviser("geen", themes("digitalisering")),
			adviser("twee", themes("financiering", "groeien"))}, "twee een"},
		{"the nearest region", request(nil), []matching.Profile{adviser("land", regions("landelijk")), adviser("noord", regions("noord-limburg")),
			adviser("prov", regions("limburg")), adviser("stad", regions("maastricht")), adviser("zuid", regions("zuid-limburg"))}, "stad zuid prov land noord"},
		{"who was named, whatever the theme", request(map[string]string{"adviseur": "geen"}), []matching.Profile{adviser("een", nil), adviser("geen", themes("digitalisering"))}, "geen een"},
		{"language", func() *cases.Case { c := request(nil); c.Language = "de"; return c }(), []matching.Profile{adviser("een", nil),
			adviser("tolk", func(p *matching.Profile) { p.Languages = []string{"nl", "de"} })}, "tolk een"},
		{"room before language and costs", request(nil), []matching.Profile{
			adviser("pauze", func(p *matching.Profile) { p.Availability.Paused, p.Costs = true, "gratis" }),
			adviser("vol", func(p *matching.Profile) { p.Availability.Full, p.Costs = true, "gratis" }), adviser("vrij", nil)}, "vrij vol pauze"},
		{"costs", request(nil), []matching.Profile{adviser("a", func(p *matching.Profile) { p.Costs = "betaald" }),
			adviser("b", func(p *matching.Profile) { p.Costs = "no_cure_no_pay" }), adviser("c", func(p *matching.Profile) { p.Costs = "publiek" })}, "c b a"},
		{"the name when all is equal", request(nil), []matching.Profile{adviser("b", nil), adviser("a", nil)}, "a b"},
		{"of a question its theme", &cases.Case{Kind: domain.KindQuestion, Fields: map[string][]string{"thema": {"digitalisering"}}},
			[]matching.Profile{adviser("een", nil), adviser("web", themes("digitalisering"))}, "web"},
		{"everybody when nothing is said", &cases.Case{Kind: domain.KindAdvice, Fields: map[string][]string{"ambitie": {"anders"}}},
			[]matching.Profile{adviser("een", nil), adviser("web", themes("digitalisering"))}, "een web"},
	}
	for _, test := range tests {
		if got := pages(matching.Propose(test.request, test.profiles, taxonomy(), now)); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestEachRuleGivesItsReason(t *testing.T) {
	until := time.Date(2027, 1, 5, 0, 0, 0, 0, time.UTC)
	referred := request(nil)
	referred.Referrals = []cases.Referral{{Adviser: "een", State: "afgewezen", Reason: "geen_capaciteit"}}
	german := request(nil)
	german.Language = "de"
	tests := []struct {
		name            string
		request         *cases.Case
		change          func(*matching.Profile)
		reason, against string
	}{
		{"theme", request(nil), nil, "Kent het thema ‘Groeien’.", ""},
		{"region", request(nil), nil, "Werkt in Limburg, waar de vrager zit.", ""},
		{"another region", request(nil), func(p *matching.Profile) { p.Regions = []string{"venlo"} }, "", "Noemt Maastricht niet als werkgebied."},
		{"asked for", request(map[string]string{"adviseur": "een"}), func(p *matching.Profile) { p.Themes = nil }, "De vrager heeft deze adviseur gekozen.", "Noemt het thema van deze aanvraag niet."},
		{"free", request(nil), func(p *matching.Profile) { p.Costs = "gratis" }, "Kost de vrager niets.", ""},
		{"paid", request(nil), func(p *matching.Profile) { p.Costs = "betaald" }, "", "Vraagt een vergoeding; zeg dat tegen de vrager."},
		{"sector", request(nil), func(p *matching.Profile) { p.Sectors = []string{"zorg"} }, "", "Werkt voor ‘Zorg’; vraag na of dat past."},
		{"room", request(nil), func(p *matching.Profile) { p.Availability.Left = 2 }, "Heeft nog plaats (nieuwe contacten in vier weken: 2).", ""},
		{"full", request(nil), func(p *matching.Profile) { p.Availability.Full, p.Availability.From = true, until }, "", "Heeft tot 5 januari 2027 genoeg contacten."},
		{"paused", request(nil), func(p *matching.Profile) { p.Availability.Paused, p.Availability.From = true, until }, "", "Neemt tot 5 januari 2027 geen aanvragen aan."},
		{"language", german, nil, "", "Noemt de taal van de vrager niet: Duits."},
		{"its language", german, func(p *matching.Profile) { p.Languages = []string{"de"} }, "Spreekt de taal van de vrager: Duits.", ""},
		{"said no", referred, nil, "", "Heeft deze aanvraag eerder afgewezen of teruggegeven."},
	}
	for _, test := range tests {
		got := matching.Propose(test.request, []matching.Profile{adviser("een", test.change)}, taxonomy(), now)
		if len(got) != 1 || test.reason != "" && !slices.Contains(got[0].Reasons, test.reason) || test.against != "" && !slices.Contains(got[0].Against, test.against) {
			t.Errorf("%s: got %+v, want %q and against %q", test.name, got, test.reason, test.against)
		}
	}
}

func TestWithoutAnAddressItGoesThroughTheDesk(t *testing.T) {
	p := matching.FromContent("adviseurs/een", &domain.Profile{Title: "Een", Themes: []string{"groeien"}})
	got := matching.Propose(request(nil), []matching.Profile{p}, taxonomy(), now)
	if len(got) != 1 || got[0].Email != "" || got[0].Available != "Via het loket: er is geen mailadres bekend." || got[0].Organisation != "Een" {
		t.Errorf("got %+v, want one through the desk", got)
	}
}

func TestEveryAmbitionLeadsToKnownThemes(t *testing.T) {
	for _, ambition := range domain.NewTaxonomy().Ambitions.Slugs() {
		if got := matching.Themes(ambition); (len(got) == 0) != (ambition == "anders") {
			t.Errorf("%s: got %v, want themes for every ambition that says something", ambition, got)
		}
	}
}

// noMail is a mail.Sender that is never used here.
type noMail struct{}

func (noMail) Send(context.Context, mail.Message) error { return mail.ErrPermanent }

// TestTheListHoldsPublishedAdvisersOnce reads from a real store.
func TestTheListHoldsPublishedAdvisersOnce(t *testing.T) {
	db, err := bolt.Open(filepath.Join(t.TempDir(), "loket.db"), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	targets := map[domain.Kind]int{}
	for _, kind := range domain.Kinds() {
		targets[kind] = 1
	}
	c, err := cases.New(cases.Config{Store: db, Taxonomy: taxonomy(), Sender: noMail{}, Secret: make([]byte, 32), Targets: targets,
		Texts: func(_, key string, _ ...any) string { return key }, Now: func() time.Time { return now }, Jitter: func() float64 { return 0 },
		Log: slog.New(slog.DiscardHandler), From: "loket@voorbeeld.example", Desk: "balie@voorbeeld.example"})
	if err != nil {
		t.Fatal(err)
	}
	for i, one := range []struct{ status, page string }{
		{domain.ProfilePublished, "adviseurs/een"}, {domain.ProfileConfirmed, ""}, {domain.ProfileUnlisted, "adviseurs/weg"}, {domain.ProfilePublished, "ondernemers/bakker"},
	} {
		r, err := cases.Encode(&cases.Case{Format: cases.Format, Reference: fmt.Sprintf("AAAA-AAA%d", i+2), Kind: domain.KindProfile, Status: one.status, Page: one.page,
			CreatedAt: now, DueAt: now, ClosedAt: now, Person: "p", Fields: map[string][]string{"naam": {"Een"}, "email": {"een@voorbeeld.example"}, "talen": {"nl"}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	editors := []matching.Profile{{Page: "adviseurs/een", Name: "Dubbel"}, {Page: "adviseurs/twee", Name: "Twee"}}
	got, err := matching.List(t.Context(), c, editors, now)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range got {
		names = append(names, p.Page+" "+p.Email)
	}
	if want := []string{"adviseurs/een een@voorbeeld.example", "adviseurs/twee "}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}
