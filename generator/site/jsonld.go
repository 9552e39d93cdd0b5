package site

import (
	"encoding/json"
	"html/template"

	"mkbloket/internal/domain"
	"mkbloket/templates"
)

// ld is a schema.org object. encoding/json writes keys in sorted order, so the
// same page always gets the same bytes, and escapes <, > and &.
type ld map[string]any

// jsonLD writes a page's data and its breadcrumb as script blocks, empty for
// neither. The browser does not run blocks of this type, so script-src 'self'
// allows them.
func jsonLD(object any, crumbs []templates.Link, base string) template.HTML {
	var out string
	if object != nil {
		out = block(object)
	}
	if len(crumbs) > 1 {
		items := make([]ld, len(crumbs))
		for i, c := range crumbs {
			items[i] = ld{"@type": "ListItem", "position": i + 1, "name": c.Text, "item": base + c.Path}
		}
		out += block(ld{"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items})
	}
	return templates.Trusted(out)
}

func block(object any) string {
	data, err := json.Marshal(object)
	if err != nil {
		panic("site: schema.org data: " + err.Error()) // only maps, slices and strings are marshalled
	}
	return `<script type="application/ld+json">` + string(data) + `</script>`
}

func websiteLD(site templates.SiteInfo) ld {
	return ld{"@context": "https://schema.org", "@type": "WebSite", "name": site.Name, "url": site.Base + "/"}
}

// schemeLD describes a scheme as https://schema.org/GovernmentService.
func (b *builder) schemeLD(d *Scheme) ld {
	r := &d.In(b.lang).Record
	object := ld{
		"@context": "https://schema.org", "@type": "GovernmentService", "name": r.Title, "description": r.Summary,
		"serviceType": b.label(b.Taxonomy.Instruments, r.Instrument),
		"provider":    ld{"@type": "Organization", "name": r.Office()},
		"url":         b.set.Site().Base + b.address(d.Path()),
	}
	if len(r.For.Regions) > 0 {
		var areas []string
		for _, slug := range r.For.Regions {
			areas = append(areas, b.label(b.Taxonomy.Regions, slug))
		}
		object["areaServed"] = areas
	}
	if r.Audience != "" {
		object["audience"] = ld{"@type": "BusinessAudience", "audienceType": r.Audience}
	}
	if len(r.Aliases) > 0 {
		object["alternateName"] = r.Aliases
	}
	return object
}

func faqLD(q domain.FAQ) ld {
	return ld{"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": []ld{{
		"@type": "Question", "name": q.Title, "acceptedAnswer": ld{"@type": "Answer", "text": q.Summary}}}}
}

func organisationLD(o domain.Organisation) ld {
	object := ld{"@context": "https://schema.org", "@type": "Organization", "name": o.Title, "description": o.Summary}
	if o.Website != "" {
		object["url"] = o.Website
	}
	return object
}
