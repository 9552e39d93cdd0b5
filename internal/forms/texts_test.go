package forms_test

import (
	"strings"
	"testing"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

func TestEveryFieldHasALabelInEveryLanguage(t *testing.T) {
	set := newSet(t)
	for _, kind := range domain.Kinds() {
		for _, f := range domain.NewSubmission(kind).Fields(set.Taxonomy()) {
			if !set.HasText("veld."+f.Name()) && !set.HasText(string(kind)+"."+f.Name()) {
				t.Errorf("%s: field %s has no label", kind, f.Name())
			}
		}
	}
}

func TestEveryChoiceHasALabelInEveryLanguage(t *testing.T) {
	set, taxonomy := newSet(t), domain.NewTaxonomy()
	for _, name := range []string{"bestuurslaag", "openstelling", "verdeling", "rechtsvorm", "betrouwbaarheid", "helix", "kosten",
		"talen", "profielsoort", "contactvoorkeur", "ambitie", "gewenste_start", "rol", "status"} {
		v := taxonomy.Vocabulary(name)
		if v == nil || len(v.Slugs()) == 0 {
			t.Errorf("vocabulary %s is empty", name)
			continue
		}
		for _, slug := range v.Slugs() {
			if !set.HasText("keuze." + name + "." + slug) {
				t.Errorf("keuze.%s.%s has no text", name, slug)
			}
		}
	}
}

func TestEveryCodeSaysWhatToDo(t *testing.T) {
	set := newSet(t)
	for _, code := range []schema.Code{schema.Missing, schema.Choose, schema.Accept, schema.TooLong, schema.TooShort, schema.TooMany,
		schema.TooLarge, schema.TooSmall, schema.BadEmail, schema.BadPhone, schema.BadURL, schema.BadKVK, schema.BadNumber, schema.BadAmount,
		schema.BadBool, schema.BadDate, schema.BadMoment, schema.BadSlug, schema.BadChar, schema.NotText, schema.NotList, schema.NotRecord,
		schema.Unknown, schema.UnknownKey, schema.Duplicate, schema.Unsupported, schema.NotHere} {
		key := "fout." + string(code)
		if !set.HasText(key) {
			t.Errorf("%s has no text", key)
		}
		for lang, wrong := range map[string]string{"nl": "ongeldig", "en": "invalid", "de": "ungültig"} {
			if text := set.Text(lang, key); strings.Contains(strings.ToLower(text), wrong) {
				t.Errorf("%s: %q says %s, want what to do", key, text, wrong)
			}
		}
	}
}

func TestNoTextOfTheFormsLacksALanguage(t *testing.T) {
	for _, missing := range newSet(t).Missing() {
		for _, prefix := range []string{"form.", "veld.", "fout.", "keuze.", "mail.", "refused.", "question.", "profile.", "advice."} {
			if strings.HasPrefix(missing, prefix) {
				t.Errorf("no text: %s", missing)
			}
		}
	}
}
