package forms

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
)

// fieldProfile holds the page of a profile to which a message goes.
const fieldProfile = "profiel"

// lookWithin is how long a form waits to hear whether a profile takes messages.
const lookWithin = 2 * time.Second

// refers reports whether a field holds a record of the site, which comes from a
// link and not from typing.
func refers(f schema.Field) bool { return f.Kind() == schema.KindRef || f.Kind() == schema.KindPage }

// title is that of the record that a field refers to.
func (p *Pages) title(lang string, f schema.Field, value string) (string, bool) {
	section, slug := f.Target(), value
	if f.Kind() == schema.KindPage {
		section, slug, _ = strings.Cut(value, "/")
		if section != cases.SectionAdvisers && section != cases.SectionEntrepreneurs {
			return "", false
		}
	}
	if !schema.IsSlug(slug) {
		return "", false
	}
	return p.titles(lang, section, slug)
}

// ways says where a message goes that is not simply passed on: to the desk, or
// to a deputy while the owner of the profile takes none. It is about now; what
// happens is decided when the message comes in. Without the store nothing is
// said: the form does not need it.
func (f *Forms) ways(r *request, page string) []string {
	if r.form.kind != domain.KindContact {
		return nil
	}
	text := func(name string, args ...any) string { return f.config.Set.Text(r.Lang, r.form.key(name), args...) }
	if page == "" {
		return []string{text("no_profile")}
	}
	ctx, cancel := context.WithTimeout(r.Context(), lookWithin)
	defer cancel()
	now := f.config.Now()
	a, err := f.config.Cases.Availability(ctx, page, now)
	switch {
	case err != nil:
		f.config.Log.Warn("availability", "id", r.ID, "error", err.Error())
		return nil
	case !a.Known:
		return []string{text("via_desk")}
	case a.Takes():
		return nil
	}
	ways := []string{text("full", "naam", a.Name, "datum", calendar.FormatDate(a.From, r.Lang))}
	if deputy, err := f.config.Cases.Availability(ctx, a.Deputy, now); err == nil && deputy.Takes() {
		return append(ways, text("full_deputy", "naam", deputy.Name))
	}
	return append(ways, text("full_desk"))
}

// tooOften tells who wrote to many profiles so: waiting a few minutes, as after
// other limits, is of no use.
func tooOften(kind domain.Kind, err error) error {
	limit, ok := errors.AsType[*cases.LimitError](err)
	if !ok || kind != domain.KindContact || limit.After <= time.Hour {
		return err
	}
	return &web.Refusal{Status: http.StatusTooManyRequests, Key: "often", Again: true, After: limit.After, Cause: err}
}

// Contact is the form to write to a profile, for the page of that profile; page
// is SECTION/SLUG. It has no token: the same message on the same day is one.
func (p *Pages) Contact(lang, page string) *View {
	form, _ := find(domain.KindContact)
	d := draft{form: form, lang: lang, values: map[string][]string{fieldProfile: {page}}}
	view := p.view(d)
	view.About, view.Within = nil, true // the page says whom it is about
	view.Groups, _ = p.fieldsets(d)
	return view
}
