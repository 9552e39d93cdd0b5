package feeds

import (
	"fmt"
	"strings"
	"time"

	"mkbloket/templates"
)

// robots allows everything but the handlers of forms:
// https://www.rfc-editor.org/rfc/rfc9309.
func (b *builder) robots() []byte {
	return []byte("User-agent: *\nDisallow: /api/\n\nSitemap: " + b.base + sitemapPath + "\n")
}

// longestValid keeps Expires less than a year ahead, as RFC 9116 recommends in
// section 2.5.5.
const longestValid = 364 // days

const policySlug = "kwetsbaarheid-melden"

// security writes security.txt: https://www.rfc-editor.org/rfc/rfc9116. Policy
// is left out while the site has no such page.
func (b *builder) security() []byte {
	var t strings.Builder
	expires := b.Config.Security.Expires
	if latest := b.day.AddDate(0, 0, longestValid); expires.After(latest) {
		expires = latest
	}
	fmt.Fprintf(&t, "Contact: %s\n", contactURI(b.Config.Security.Contact))
	fmt.Fprintf(&t, "Expires: %s\n", expires.UTC().Format(time.RFC3339))
	t.WriteString("Preferred-Languages: nl, en\n")
	fmt.Fprintf(&t, "Canonical: %s/.well-known/security.txt\n", b.base)
	if page := b.Texts[policySlug]; page != nil {
		fmt.Fprintf(&t, "Policy: %s%s\n", b.base, page.Path())
	}
	return []byte(t.String())
}

// contactURI gives a bare mail address the scheme that RFC 9116 asks for.
func contactURI(s string) string {
	if strings.Contains(s, "@") && !strings.Contains(s, ":") {
		return "mailto:" + s
	}
	return s
}

// guide writes llms.txt, a short map for programs that read text:
// https://llmstxt.org.
func (b *builder) guide() []byte {
	var t strings.Builder
	info := b.set.Site()
	fmt.Fprintf(&t, "# %s\n\n> %s\n\n", info.Name, info.Subtitle[b.lang])
	t.WriteString("Alle gegevens over regelingen staan in één JSON-bestand. Noem bij een status altijd de dag (status_op) " +
		"en bij een bedrag de uitleg (wat_krijgt_u). Verwijs naar de officiële pagina in bronnen: die gaat voor.\n\n## Gegevens\n\n")
	for _, l := range []templates.Link{
		{Text: "Alle regelingen (JSON)", Path: dataPath},
		{Text: "Beschrijving van de velden (JSON Schema)", Path: descriptionPath},
		{Text: "Nieuwe en gewijzigde regelingen (Atom)", Path: "/regelingen/feed.xml"},
		{Text: "Nieuws (Atom)", Path: "/nieuws/feed.xml"},
		{Text: "Open- en sluitdata (iCalendar)", Path: calendarPath},
		{Text: "Alle pagina's (sitemap)", Path: sitemapPath},
	} {
		b.guideLine(&t, l.Text, l.Path)
	}
	if page := b.Texts["open-data"]; page != nil {
		b.guideLine(&t, page.Main().Record.Title, page.Path())
	}
	t.WriteString("\n## Onderdelen\n\n")
	for _, l := range templates.Sections {
		b.guideLine(&t, b.text(l.Text), l.Path)
	}
	return []byte(t.String())
}

func (b *builder) guideLine(t *strings.Builder, text, path string) {
	fmt.Fprintf(t, "- [%s](%s%s)\n", text, b.base, path)
}
