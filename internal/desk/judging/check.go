package judging

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/web"
)

// Results of a Check.
const (
	Good   = "goed"
	Look   = "kijk" // a person has to look
	Broken = "fout" // it cannot be placed like this
)

// Check is one thing that was looked at by itself.
type Check struct {
	Name   string
	Result string // Good, Look or Broken
	Text   string // what was found
	Todo   string // what to do about it, empty for Good
	Links  []Link // other profiles
}

// Link is another profile in the desk.
type Link struct{ Path, Text string }

// checks looks at a profile. Nothing is fetched and nothing is decided.
func (b *bench) checks(r *page.Request, c *cases.Case) ([]Check, error) {
	twins, err := b.twins(r, c)
	if err != nil {
		return nil, err
	}
	all := strings.Join([]string{first(c.Fields["naam"]), first(c.Fields["bedrijf"]), first(c.Fields["biedt"]), first(c.Fields["zoekt"]),
		first(c.Fields["onafhankelijk"]), first(c.Fields["tekst"])}, "\n")
	return []Check{
		address(c), website(first(c.Fields["website"])), number(first(c.Fields["kvk"]), all), length(first(c.Fields["tekst"])), markup(all), links(all), personal(all), b.terms(c), twins,
	}, nil
}

func address(c *cases.Case) Check {
	check := Check{Name: "E-mailadres", Result: Good, Text: "De eigenaar heeft het adres bevestigd."}
	if c.Confirm == nil || c.Confirm.UsedAt.IsZero() && c.ConfirmedAt.IsZero() {
		check.Result, check.Text, check.Todo = Look, "Het adres is nog niet bevestigd.", "Wacht tot de eigenaar op de link in de mail klikt."
	}
	return check
}

// website looks at an address as it is written. A site that is to be visited by
// others has a name, and not the address of a machine within somebody's network.
func website(address string) Check {
	check := Check{Name: "Website", Result: Good, Text: "Een gewoon adres met https. Open het zelf: dit programma bezoekt geen websites."}
	u, err := url.Parse(address)
	switch {
	case address == "":
		check.Text = "Niet ingevuld; dat mag."
	case err != nil || u.Hostname() == "":
		check.Result, check.Text, check.Todo = Broken, "Dit is geen webadres.", "Vraag de eigenaar om het adres."
	case isPrivate(u.Hostname()):
		check.Result, check.Text, check.Todo = Broken, "Dit adres is alleen binnen een eigen netwerk te bereiken.", "Wijs af of vraag om een ander adres."
	case u.Scheme != "https":
		check.Result, check.Text, check.Todo = Look, "Het adres begint met http, zonder s.", "Kijk of de site ook met https werkt, en vraag dan om dat adres."
	case u.Port() != "" || strings.HasPrefix(u.Hostname(), "xn--") || strings.Contains(u.Hostname(), ".xn--"):
		check.Result, check.Text, check.Todo = Look, "Een ongewoon adres: "+u.Host, "Kijk of dit echt de site van de eigenaar is."
	}
	return check
}

// isPrivate reports whether a host is an address of a machine, or a name that
// only exists within a network (RFC 6761, RFC 8375).
func isPrivate(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if _, err := netip.ParseAddr(host); err == nil || net.ParseIP(host) != nil || numeric.MatchString(host) {
		return true
	}
	for _, end := range []string{"localhost", ".local", ".internal", ".home.arpa", ".lan", ".test", ".invalid", ".onion"} {
		if host == strings.TrimPrefix(end, ".") || strings.HasSuffix(host, end) {
			return true
		}
	}
	return !strings.Contains(host, ".")
}

var (
	// numeric matches the ways in which browsers take a number for an address.
	numeric   = regexp.MustCompile(`^(0x[0-9a-f]+|[0-9]+)(\.(0x[0-9a-f]+|[0-9]+))*$`)
	kvk       = regexp.MustCompile(`(?i)\bkvk\b[^0-9\n]{0,20}([0-9][0-9 .]*[0-9])`)
	tag       = regexp.MustCompile(`<[A-Za-z/!?]`)
	linkTo    = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s)\]>]+`)
	mailOrTel = regexp.MustCompile(`(?i)[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}|(?:\+31|\b0)[0-9][0-9 -]{7,11}\b`)
)

// number looks at a KVK number: that of the form, which took only a good one, or
// one in the text. Whose it is, only the register tells.
func number(filled, text string) Check {
	check := Check{Name: "KVK-nummer", Result: Look, Text: "Er is geen KVK-nummer ingevuld.", Todo: "Zoek de naam zelf op in het Handelsregister als u twijfelt."}
	if filled != "" {
		return Check{Name: check.Name, Result: Good, Text: "Het nummer " + filled + " heeft de goede vorm. Of het bij deze naam hoort, staat in het Handelsregister."}
	}
	if m := kvk.FindStringSubmatch(text); m != nil {
		digits := strings.NewReplacer(" ", "", ".", "").Replace(m[1])
		if len(digits) == 8 {
			return Check{Name: check.Name, Result: Good, Text: "Het nummer " + digits + " heeft de goede vorm."}
		}
		check.Text, check.Todo = fmt.Sprintf("Het nummer %s heeft geen acht cijfers.", digits), "Vraag de eigenaar om het goede nummer."
	}
	return check
}

func length(text string) Check {
	n := utf8.RuneCountInString(text)
	check := Check{Name: "Lengte van de tekst", Result: Good, Text: fmt.Sprintf("%d tekens.", n)}
	if n < 120 {
		check.Result, check.Todo = Look, "Zegt dit genoeg voor iemand die een keus moet maken?"
	}
	return check
}

func markup(text string) Check {
	if tag.MatchString(text) {
		return Check{Name: "HTML", Result: Look, Text: "Er staat HTML in de tekst. Die verschijnt als gewone tekens.", Todo: "Vraag om een tekst zonder codes."}
	}
	return Check{Name: "HTML", Result: Good, Text: "Geen HTML in de tekst."}
}

func links(text string) Check {
	found := linkTo.FindAllString(text, -1)
	if len(found) == 0 {
		return Check{Name: "Links in de tekst", Result: Good, Text: "Geen links in de tekst."}
	}
	return Check{Name: "Links in de tekst", Result: Look, Text: strings.Join(found, ", "), Todo: "Horen deze adressen bij de eigenaar? Zoekmachines tellen ze niet mee."}
}

// personal looks for what nobody should put on a public page.
func personal(text string) Check {
	check := Check{Name: "Persoonlijke gegevens", Result: Good, Text: "Geen nummers of adressen van personen gevonden."}
	if web.HoldsSecretNumber(text) {
		check.Result, check.Text, check.Todo = Broken, "Er lijkt een burgerservicenummer, rekeningnummer of documentnummer in te staan.", "Plaats dit niet. Vraag om een tekst zonder dat nummer."
		return check
	}
	if found := mailOrTel.FindAllString(text, -1); len(found) > 0 {
		check.Result, check.Text, check.Todo = Look, "Gevonden: "+strings.Join(found, ", "), "Wil de eigenaar dit echt voor iedereen op de site?"
	}
	return check
}

// terms looks whether the choices of the profile still exist.
func (b *bench) terms(c *cases.Case) Check {
	check := Check{Name: "Thema’s en regio’s", Result: Good, Text: "Alle keuzes staan in de lijsten van de site."}
	var gone []string
	for _, f := range new(domain.SignUp).Fields(b.taxonomy) {
		if f.Vocabulary() == nil {
			continue
		}
		for _, slug := range c.Fields[f.Name()] {
			if !f.Vocabulary().Has(slug) {
				gone = append(gone, slug)
			}
		}
	}
	if len(gone) > 0 {
		check.Result, check.Text, check.Todo = Broken, "Bestaat niet meer: "+strings.Join(gone, ", "), "Vraag de eigenaar om opnieuw te kiezen."
	}
	return check
}

// twins looks for profiles that may be of the same owner, among those that the
// account may see.
func (b *bench) twins(r *page.Request, c *cases.Case) (Check, error) {
	check := Check{Name: "Dubbel", Result: Good, Text: "Geen ander profiel met deze naam, website of dit adres."}
	found, err := b.config.Cases.SimilarProfiles(r.Context(), c)
	if err != nil {
		return check, err
	}
	found = slices.DeleteFunc(found, func(l cases.Likeness) bool { return !page.Sees(r.Account, l.Case, b.taxonomy) })
	for _, l := range found {
		check.Links = append(check.Links, Link{profilesPath + l.Case.Reference + "/", l.Case.Reference + ": zelfde " + strings.Join(words(l.By), " en ")})
	}
	if len(found) > 0 {
		check.Result, check.Text, check.Todo = Look, "Er is een profiel dat hierop lijkt.", "Is het dezelfde eigenaar, wijs dan één van de twee af als dubbel."
	}
	return check, nil
}

// words are the Dutch names of the fields of a cases.Likeness.
func words(fields []string) []string {
	out := make([]string, len(fields))
	for i, name := range fields {
		out[i] = map[string]string{"naam": "naam", "website": "website", "email": "e-mailadres"}[name]
	}
	return out
}

func plural(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
