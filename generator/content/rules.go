package content

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// rules checks what no single field can know.
func (l *loader) rules() {
	l.references()
	for _, d := range l.bundle.Schemes {
		for _, v := range d.Versions(l.bundle.Site.Languages) {
			l.figures(v)
		}
		l.scheme(d.Main())
	}
	l.reserved()
}

// link is a slug in front matter that names another document.
type link struct {
	path          string
	line          int
	field, target string
	slug          string
}

// links lists what the fields of a document refer to.
func links(path string, lines map[string]int, fields []schema.Field) []link {
	var out []link
	for _, f := range fields {
		if f.Target() == "" {
			continue
		}
		for _, slug := range f.Strings() {
			out = append(out, link{path, max(1, lines[f.Name()]), f.Name(), f.Target(), slug})
		}
	}
	return out
}

// references finds links that point at nothing.
func (l *loader) references() {
	known := map[string][]string{
		Schemes: slugs(l.bundle.Schemes), Organisations: slugs(l.bundle.Organisations), Advisers: slugs(l.bundle.Advisers),
	}
	for _, r := range l.links {
		if _, ok := slices.BinarySearch(known[r.target], r.slug); ok {
			continue
		}
		message := sentence(schema.Fault{Code: schema.Unknown, Value: r.slug, Near: schema.Nearest(r.slug, known[r.target])})
		l.problems = append(l.problems, Problem{r.path, r.line, r.field, strings.Replace(message, "de lijst", r.target+"/", 1)})
	}
}

// slugs are those of documents, which section sorted by them.
func slugs[T any](documents []*Document[T]) []string {
	out := make([]string, len(documents))
	for i, d := range documents {
		out[i] = d.Slug
	}
	return out
}

// figure matches an amount or a percentage in text: € 5, 5 euro, 35%, 35 procent.
var figure = regexp.MustCompile(`€|%|\d\s*(?i:euro|procent|percent|prozent|miljoen|miljard|million)`)

// figures refuses amounts while a scheme's confidence is low or its status
// unknown: a wrong amount does more harm than none.
func (l *loader) figures(v *Version[domain.Scheme]) {
	s := &v.Record
	if s.FiguresAllowed() {
		return
	}
	const message = "laat bedragen en percentages weg zolang betrouwbaarheid laag is of openstelling onbekend"
	for _, f := range s.Fields(l.bundle.Taxonomy) {
		if v.lines[f.Name()] == 0 {
			continue // a translation answers only for what it says itself
		}
		switch f.Name() {
		case "bedrag_min", "bedrag_max", "percentage":
			if f.String() != "" {
				l.problems = append(l.problems, Problem{v.Path, v.Line(f.Name()), f.Name(), message})
			}
			continue
		}
		if slices.ContainsFunc(f.Strings(), figure.MatchString) {
			l.problems = append(l.problems, Problem{v.Path, v.Line(f.Name()), f.Name(), message})
		}
	}
	for i := range s.Rounds {
		if v.lines["rondes"] > 0 && (s.Rounds[i].Ceiling > 0 || s.Rounds[i].Remaining > 0) {
			l.problems = append(l.problems, Problem{v.Path, v.Line("rondes"), "rondes", message})
		}
	}
	line := v.BodyLine
	for text := range bytes.Lines(v.Body) {
		if figure.Match(text) {
			l.problems = append(l.problems, Problem{v.Path, line, "", message})
		}
		line++
	}
}

// scheme checks rounds, amounts and what a scheme's opening asks for.
func (l *loader) scheme(v *Version[domain.Scheme]) {
	s := &v.Record
	problem := func(field, message string) {
		l.problems = append(l.problems, Problem{v.Path, v.Line(field), field, message})
	}
	if s.Opening == domain.OpeningRounds && len(s.Rounds) == 0 {
		problem("openstelling", "noem minstens één ronde onder rondes, of kies doorlopend, onbekend of gestopt")
	}
	if s.Opening == domain.OpeningUnknown && len(s.Rounds) > 0 {
		problem("rondes", "laat rondes weg zolang openstelling onbekend is")
	}
	if s.AmountMax > 0 && s.AmountMin > s.AmountMax {
		problem("bedrag_min", "het laagste bedrag is hoger dan bedrag_max")
	}
	if (s.AmountMin > 0 || s.AmountMax > 0 || s.Percent > 0) && s.Benefit == "" {
		problem("wat_krijgt_u", "leg uit wat de bedragen betekenen")
	}
	if slices.Contains(s.Instead, slugOf(v.Path)) {
		problem("in_plaats_van", "een regeling vervangt zichzelf niet")
	}
	for _, r := range []domain.Range{s.For.Employees, s.For.YearsOld} {
		if r.Max > 0 && r.Min > r.Max {
			problem("voor_wie", "min is groter dan max")
		}
	}
	for i := range s.Rounds {
		if message := roundFault(&s.Rounds[i]); message != "" {
			problem("rondes", fmt.Sprintf("ronde %d: %s", i+1, message))
		}
	}
}

func roundFault(r *domain.Round) string {
	switch {
	case r.OpensAt.IsZero() && r.ClosesAt.IsZero():
		return "noem opent, sluit of allebei"
	case !r.ClosesAt.IsZero() && r.ClosesAt.Before(r.OpensAt):
		return "sluit ligt vóór opent"
	case (r.Remaining > 0 || r.Exhausted) && r.AsOf.IsZero():
		return "zeg met stand_op van welke dag dit is"
	case r.Ceiling > 0 && r.Remaining > r.Ceiling:
		return "er is meer over dan het plafond"
	}
	return ""
}

func slugOf(path string) string {
	base := path[strings.LastIndexByte(path, '/')+1:]
	slug, _, _ := strings.Cut(base, ".")
	return slug
}

// Reserved are first parts of addresses that no page may take.
var Reserved = []string{"api", "assets", "balie", "desk", "feed", "404", "healthz", "en", "de", "pagina", "ontvangen",
	"vraag-stellen", "profiel-aanmelden", "advies-aanvragen", "contact-opnemen", "antwoorden", "verwijzing", "mijn-profiel", "cijfers", "zoeken", "volgen",
	Schemes, FAQs, Organisations, Advisers, Entrepreneurs, News}

// reserved refuses slugs whose address belongs to something else.
func (l *loader) reserved() {
	for _, d := range l.bundle.Pages {
		if slices.Contains(Reserved, d.Slug) || slices.Contains(l.bundle.Site.Languages, d.Slug) {
			l.problems = append(l.problems, Problem{d.Main().Path, 1, "", fmt.Sprintf("het adres /%s/ is al in gebruik; geef het bestand een andere naam", d.Slug)})
		}
	}
	facets := []string{"thema", "sector", "regio", "fase", "soort", "status", "pagina", "feed"}
	for _, d := range l.bundle.Schemes {
		if slices.Contains(facets, d.Slug) {
			l.problems = append(l.problems, Problem{d.Main().Path, 1, "", fmt.Sprintf("het adres /regelingen/%s/ is al in gebruik; geef het bestand een andere naam", d.Slug)})
		}
	}
}

// Warnings tells what an editor should look at soon: reviews that are due and
// a security.txt that expires within 30 days. They do not stop a build.
func (b *Bundle) Warnings(today time.Time) []Problem {
	var out []Problem
	for _, d := range b.Schemes {
		v := d.Main()
		if by := v.Record.ReviewBy; !by.IsZero() && by.Before(today) {
			out = append(out, Problem{v.Path, v.Line("controleer_voor"), "controleer_voor", "kijk deze regeling na bij de bron; de datum is voorbij"})
		}
	}
	if e := b.Site.Security.Expires; !e.IsZero() && e.Before(today.AddDate(0, 0, 30)) {
		out = append(out, Problem{path.Join(b.dir, siteFile), max(1, b.settings["security"]), "security.verloopt", "verleng de datum; security.txt verloopt binnen 30 dagen"})
	}
	return out
}
