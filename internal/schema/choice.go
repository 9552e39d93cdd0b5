package schema

import (
	"slices"
	"strings"
)

// Term is one value of a vocabulary.
type Term struct {
	Slug     string
	Parent   string            // slug of the term that includes this one, or empty
	Labels   map[string]string // by language; empty: the interface texts hold them
	Explains string            // one Dutch sentence, or empty
	Synonyms []string
	Code     string // key in an official register: CBS for regions, SBI 2008 letters for sectors
}

// Vocabulary is a closed list of terms. It is not changed after NewVocabulary,
// so it is safe for concurrent use.
type Vocabulary struct {
	name     string
	terms    []Term
	index    map[string]int
	lineages [][]string // by index
}

// NewVocabulary makes a vocabulary of terms in the order in which people see them.
func NewVocabulary(name string, terms ...Term) *Vocabulary {
	v := &Vocabulary{name: name, terms: terms, index: make(map[string]int, len(terms))}
	for i, t := range terms {
		v.index[t.Slug] = i
	}
	v.lineages = make([][]string, len(terms))
	for i, t := range terms {
		v.lineages[i] = v.lineage(t.Slug)
	}
	return v
}

// Enum makes a vocabulary whose labels are interface texts, keyed keuze.NAME.SLUG.
func Enum(name string, slugs ...string) *Vocabulary {
	terms := make([]Term, len(slugs))
	for i, s := range slugs {
		terms[i].Slug = s
	}
	return NewVocabulary(name, terms...)
}

// Name is the vocabulary's name, such as themas.
func (v *Vocabulary) Name() string { return v.name }

// Terms gives the terms in order; callers must not change them.
func (v *Vocabulary) Terms() []Term { return v.terms }

// Slugs gives the slugs in order.
func (v *Vocabulary) Slugs() []string {
	s := make([]string, len(v.terms))
	for i, t := range v.terms {
		s[i] = t.Slug
	}
	return s
}

// Term finds a term.
func (v *Vocabulary) Term(slug string) (Term, bool) {
	i, ok := v.index[slug]
	if !ok {
		return Term{}, false
	}
	return v.terms[i], true
}

// Index is the place of slug among Terms, from 0.
func (v *Vocabulary) Index(slug string) (int, bool) { i, ok := v.index[slug]; return i, ok }

// Has reports whether the vocabulary holds slug.
func (v *Vocabulary) Has(slug string) bool { _, ok := v.index[slug]; return ok }

// Lineage gives slug and every term that includes it, nearest first. An unknown
// slug gives nil. A loop in the parents ends at the first repetition. Callers
// must not change the list.
func (v *Vocabulary) Lineage(slug string) []string {
	if i, ok := v.index[slug]; ok {
		return v.lineages[i]
	}
	return nil
}

func (v *Vocabulary) lineage(slug string) []string {
	var line []string
	for v.Has(slug) && !slices.Contains(line, slug) {
		line = append(line, slug)
		slug = v.terms[v.index[slug]].Parent
	}
	return line
}

// Choice binds one term of a vocabulary.
func Choice(name string, to *string, v *Vocabulary) Field {
	f := textField(name, KindChoice, to, func(s string) (string, *Fault) { return v.parse(s) })
	f.vocabulary = v
	return f
}

// Choices binds several terms of a vocabulary. Max limits their number.
func Choices(name string, to *[]string, v *Vocabulary) Field {
	return Field{name: name, kind: KindChoices, vocabulary: v,
		get: func() []string { return *to },
		set: slugs(to, v.parse)}
}

// Ref binds the slug of a record in a content section.
func Ref(name string, to *string, section string) Field {
	f := textField(name, KindRef, to, parseSlug)
	f.target = section
	return f
}

// Refs binds slugs of records in a content section. Max limits their number.
func Refs(name string, to *[]string, section string) Field {
	return Field{name: name, kind: KindRefs, target: section,
		get: func() []string { return *to },
		set: slugs(to, parseSlug)}
}

func slugs(to *[]string, parse func(string) (string, *Fault)) func(Field, []string) *Fault {
	return func(f Field, in []string) *Fault {
		*to = nil
		var out []string
		for _, s := range in {
			slug, fault := parse(s)
			if fault != nil {
				return fault
			}
			if slices.Contains(out, slug) {
				return &Fault{Code: Duplicate, Value: slug}
			}
			out = append(out, slug)
		}
		if f.max > 0 && len(out) > f.max {
			return &Fault{Code: TooMany, N: f.max}
		}
		*to = out
		return nil
	}
}

func (v *Vocabulary) parse(s string) (string, *Fault) {
	s = strings.TrimSpace(s)
	if !v.Has(s) {
		return "", &Fault{Code: Unknown, Value: s, Near: Nearest(s, v.Slugs())}
	}
	return s, nil
}

func parseSlug(s string) (string, *Fault) {
	s = strings.TrimSpace(s)
	if !IsSlug(s) {
		return "", &Fault{Code: BadSlug, Value: s}
	}
	return s, nil
}

// MaxSlug is how many characters a slug may have.
const MaxSlug = 80

// IsSlug reports whether s matches SlugPattern and has at most MaxSlug characters.
func IsSlug(s string) bool {
	if s == "" || len(s) > MaxSlug || s[0] == '-' || s[len(s)-1] == '-' || strings.Contains(s, "--") {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return true
}

// Nearest gives the name that s was probably meant to be: the one at the
// smallest edit distance, if that is at most a third of its length. It gives
// "" when nothing is near.
func Nearest(s string, names []string) string {
	best, least := "", len(s)+1
	for _, name := range names {
		if d := distance(strings.ToLower(s), name); d < least && d <= max(1, len(name)/3) {
			best, least = name, d
		}
	}
	return best
}

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
