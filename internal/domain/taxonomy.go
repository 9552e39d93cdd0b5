package domain

import "mkbloket/internal/schema"

// Taxonomy holds every closed list of terms. The first six come from
// content/taxonomie; the others belong to the rules in this package, and their
// labels are interface texts. It is read-only once the lists of Files were set.
type Taxonomy struct {
	Themes, Sectors, Phases, Instruments, Sizes, Regions *schema.Vocabulary

	Levels, Openings, Allocations, LegalForms, Confidence *schema.Vocabulary
	Helix, Costs, Languages                               *schema.Vocabulary
	ProfileKinds, ContactWays, Ambitions, Starts, Roles   *schema.Vocabulary
	Statuses, Conformity                                  *schema.Vocabulary
}

// Files names the vocabularies that editors keep in content/taxonomie.
func (t *Taxonomy) Files() map[string]**schema.Vocabulary {
	return map[string]**schema.Vocabulary{
		"themas": &t.Themes, "sectoren": &t.Sectors, "fasen": &t.Phases,
		"instrumenten": &t.Instruments, "groottes": &t.Sizes, "regios": &t.Regions,
	}
}

// NewTaxonomy makes a taxonomy with the lists that rules depend on and empty
// ones for what editors keep.
func NewTaxonomy() *Taxonomy {
	t := &Taxonomy{
		Levels:       schema.Enum("bestuurslaag", "eu", "rijk", "provincie", "regio", "gemeente"),
		Openings:     schema.Enum("openstelling", OpeningRounds, OpeningContinuous, OpeningUnknown, OpeningEnded),
		Allocations:  schema.Enum("verdeling", "op_volgorde", "tender", "loting", "doorlopend"),
		LegalForms:   schema.Enum("rechtsvorm", "eenmanszaak", "vof", "maatschap", "cv", "bv", "nv", "stichting", "vereniging", "cooperatie"),
		Confidence:   schema.Enum("betrouwbaarheid", "hoog", "middel", "laag"),
		Helix:        schema.Enum("helix", "overheid", "ondernemers", "onderwijs", "kennis"),
		Costs:        schema.Enum("kosten", "publiek", "gratis", "betaald", "no_cure_no_pay"),
		Languages:    schema.Enum("talen", "nl", "en", "de", "fr", "pl", "tr", "ar"),
		ProfileKinds: schema.Enum("profielsoort", "adviseur", "ondernemer"),
		ContactWays:  schema.Enum("contactvoorkeur", "email", "telefoon"),
		Ambitions: schema.Enum("ambitie", "groei", "innovatie", "overname", "export", "digitaal",
			"duurzaam", "personeel", "financiering", "start", "anders"),
		Starts:     schema.Enum("gewenste_start", "direct", "drie_maanden", "half_jaar", "later", "onbekend"),
		Roles:      schema.Enum("rol", "eigenaar", "gemachtigd", "tussenpersoon"),
		Statuses:   statuses(),
		Conformity: schema.Enum("a11y_status", "A", "B", "C", "D", "E"),
	}
	for name, v := range t.Files() {
		*v = schema.NewVocabulary(name)
	}
	return t
}

func statuses() *schema.Vocabulary {
	slugs := make([]string, len(StatusOrder))
	for i, s := range StatusOrder {
		slugs[i] = string(s)
	}
	return schema.Enum("status", slugs...)
}

// Municipalities gives the sub-regions of Limburg, each with its municipalities.
func (t *Taxonomy) Municipalities() []RegionGroup {
	var groups []RegionGroup
	for _, sub := range t.Regions.Terms() {
		group := RegionGroup{Region: sub}
		for _, m := range t.Regions.Terms() {
			if m.Parent == sub.Slug && IsMunicipality(m) {
				group.Municipalities = append(group.Municipalities, m)
			}
		}
		if len(group.Municipalities) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// RegionGroup is a sub-region with its municipalities.
type RegionGroup struct {
	Region         schema.Term
	Municipalities []schema.Term
}

// IsMunicipality reports whether a region is a municipality: it has a CBS code GMxxxx.
func IsMunicipality(t schema.Term) bool { return len(t.Code) == 6 && t.Code[:2] == "GM" }

// Covers reports whether something meant for the terms in list also serves
// slug: an empty list serves everybody, a term includes what lies within it.
func Covers(v *schema.Vocabulary, list []string, slug string) bool {
	if len(list) == 0 {
		return true
	}
	for _, within := range v.Lineage(slug) {
		for _, s := range list {
			if s == within {
				return true
			}
		}
	}
	return false
}

// Vocabulary finds a list by its name, nil when there is none.
func (t *Taxonomy) Vocabulary(name string) *schema.Vocabulary {
	for _, v := range []*schema.Vocabulary{
		t.Themes, t.Sectors, t.Phases, t.Instruments, t.Sizes, t.Regions,
		t.Levels, t.Openings, t.Allocations, t.LegalForms, t.Confidence,
		t.Helix, t.Costs, t.Languages, t.ProfileKinds, t.ContactWays, t.Ambitions, t.Starts, t.Roles, t.Statuses, t.Conformity,
	} {
		if v.Name() == name {
			return v
		}
	}
	return nil
}
