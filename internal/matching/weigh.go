package matching

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// candidate is a profile while it is weighed.
type candidate struct {
	profile  Profile
	request  *cases.Case
	asked    wish
	taxonomy *domain.Taxonomy
	now      time.Time

	weight           [7]int // by rule, most important first
	reasons, against []string
}

// weigh applies every rule. Each gives at most one sentence.
func (c *candidate) weigh() {
	for i, rule := range []func(*candidate) (weight int, sentence string){named, history, theme, region, room, language, costs} {
		weight, sentence := rule(c)
		c.weight[i] = weight
		switch {
		case sentence == "":
		case weight > 0:
			c.reasons = append(c.reasons, sentence)
		default:
			c.against = append(c.against, sentence)
		}
	}
	if len(c.profile.Sectors) > 0 {
		c.against = append(c.against, "Werkt voor "+c.names(c.taxonomy.Sectors, c.profile.Sectors)+"; vraag na of dat past.")
	}
}

// fits reports whether the profile is worth showing.
func (c *candidate) fits() bool {
	return c.weight[0] > 0 || c.weight[2] > 0 || len(c.asked.themes) == 0
}

func named(c *candidate) (int, string) {
	if c.asked.adviser != c.profile.Page {
		return 0, ""
	}
	return 1, "De vrager heeft deze adviseur gekozen."
}

// history looks at what the adviser did with this request before.
func history(c *candidate) (int, string) {
	slug := strings.TrimPrefix(c.profile.Page, cases.SectionAdvisers+"/")
	for _, r := range slices.Backward(c.request.Referrals) {
		switch {
		case r.Adviser == "" || r.Adviser != slug && r.Adviser != c.profile.Page:
		case r.IsLive():
			return -1, "Is voor deze aanvraag al gevraagd."
		case r.Reason != "":
			return -2, "Heeft deze aanvraag eerder afgewezen of teruggegeven."
		default:
			return -1, "Is voor deze aanvraag al eens gevraagd."
		}
	}
	return 0, ""
}

func theme(c *candidate) (int, string) {
	if len(c.asked.themes) == 0 {
		return 0, ""
	}
	var both []string
	for _, slug := range c.asked.themes {
		if slices.Contains(c.profile.Themes, slug) {
			both = append(both, slug)
		}
	}
	if len(both) == 0 {
		return 0, "Noemt het thema van deze aanvraag niet."
	}
	return len(both), "Kent het thema " + c.names(c.taxonomy.Themes, both) + "."
}

// region is worth more the nearer the place that the adviser names: the
// municipality, then its sub-region, then the province and the country.
func region(c *candidate) (int, string) {
	lineage := c.taxonomy.Regions.Lineage(c.asked.municipality)
	if len(lineage) == 0 {
		return 0, ""
	}
	for i, slug := range lineage {
		if slices.Contains(c.profile.Regions, slug) {
			return len(lineage) - i, fmt.Sprintf("Werkt in %s, waar de vrager zit.", c.name(c.taxonomy.Regions, slug))
		}
	}
	return 0, fmt.Sprintf("Noemt %s niet als werkgebied.", c.name(c.taxonomy.Regions, lineage[0]))
}

func room(c *candidate) (int, string) {
	switch a := c.profile.Availability; {
	case a.Paused:
		return -2, "Neemt tot " + c.date(a.From) + " geen aanvragen aan."
	case a.Full:
		return -1, "Heeft tot " + c.date(a.From) + " genoeg contacten."
	case a.Known && a.Left > 0:
		return 1, fmt.Sprintf("Heeft nog plaats (nieuwe contacten in vier weken: %d).", a.Left)
	case a.Known:
		return 1, ""
	}
	return 0, ""
}

func language(c *candidate) (int, string) {
	if c.asked.language == "" {
		return 0, ""
	}
	if slices.Contains(c.profile.Languages, c.asked.language) {
		if c.asked.language == "nl" {
			return 1, ""
		}
		return 1, "Spreekt de taal van de vrager: " + tongue(c.asked.language) + "."
	}
	return 0, "Noemt de taal van de vrager niet: " + tongue(c.asked.language) + "."
}

func costs(c *candidate) (int, string) {
	switch c.profile.Costs {
	case "publiek", "gratis":
		return 2, "Kost de vrager niets."
	case "no_cure_no_pay":
		return 1, "Kost de vrager alleen iets bij resultaat."
	case "betaald":
		return 0, "Vraagt een vergoeding; zeg dat tegen de vrager."
	}
	return 0, ""
}

// available says when and how the adviser can be reached.
func (c *candidate) available() string {
	switch a := c.profile.Availability; {
	case a.Paused || a.Full:
		return "Weer beschikbaar vanaf " + c.date(a.From) + "."
	case c.profile.Email == "":
		return "Via het loket: er is geen mailadres bekend."
	}
	return "Nu beschikbaar."
}

func (c *candidate) date(at time.Time) string {
	return calendar.FormatDate(at.In(calendar.Location()), "nl")
}

func (c *candidate) names(v *schema.Vocabulary, slugs []string) string {
	names := make([]string, len(slugs))
	for i, slug := range slugs {
		names[i] = "‘" + c.name(v, slug) + "’"
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " en " + names[n-1]
	}
	return strings.Join(names, "")
}

func (c *candidate) name(v *schema.Vocabulary, slug string) string {
	if term, ok := v.Term(slug); ok && term.Labels["nl"] != "" {
		return term.Labels["nl"]
	}
	return slug
}

// tongue is the name of a language of the site in Dutch.
func tongue(code string) string {
	if name := map[string]string{"nl": "Nederlands", "en": "Engels", "de": "Duits"}[code]; name != "" {
		return name
	}
	return code
}
