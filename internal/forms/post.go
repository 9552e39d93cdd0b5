package forms

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
)

const (
	leastTime = 3 * time.Second // nobody fills in a form faster
	clockSkew = 5 * time.Minute // between servers that make and check a token

	flagFast = "snel"
)

// post takes a filled-in form.
func (f *Forms) post(w http.ResponseWriter, r *request) error {
	if err := f.web.ReadPost(w, r.Request); err != nil {
		return err
	}
	submission, fields := empty(r.form.kind, f.config.Set.Taxonomy())
	if err := oneEach(r.Values, fields); err != nil {
		return err
	}
	f.dropUnknown(r, fields)
	d := &draft{form: r.form, lang: r.Lang, token: r.Values.Get(fieldToken), values: r.Values}
	made, ours := f.signer.Verify(d.token)
	if !ours { // when the form was opened is not known: long enough ago
		var err error
		if d.token, err = f.signer.Token(f.config.Rand, f.config.Now().Add(-leastTime)); err != nil {
			return err
		}
	}
	r.draft = d
	d.problems = f.validate(r, submission, fields)
	if len(d.problems) > 0 {
		d.ways = f.ways(r, d.values.Get(fieldProfile))
	}
	step := r.Values.Get(fieldStep)
	change, isChange := strings.CutPrefix(step, stepChange)
	switch {
	case isChange && r.form.check:
		d.problems, d.focus = nil, strings.TrimPrefix(change, ":")
		return f.web.Write(w, http.StatusOK, "form", f.pages.form(*d))
	case len(d.problems) > 0:
		return f.web.Write(w, http.StatusUnprocessableEntity, "form", f.pages.form(*d))
	case r.form.check && step != stepSend:
		return f.web.Write(w, http.StatusOK, "check", f.pages.check(*d, fields))
	}
	return f.submit(w, r, submission, fields, made, ours)
}

// dropUnknown forgets references to records that the site does not have: they
// come from a link, so the visitor could not mend them.
func (f *Forms) dropUnknown(r *request, fields []schema.Field) {
	for _, field := range fields {
		if refers(field) && !f.known(r.Lang, field, r.Values.Get(field.Name())) {
			r.Values.Del(field.Name())
		}
	}
}

// validate decodes the fields and lists everything that is wrong, in the order
// of the page. Texts that seem to hold a secret number are a problem until the
// sender says that they may go.
func (f *Forms) validate(r *request, s domain.Submission, fields []schema.Field) []schema.Problem {
	problems := schema.DecodeForm(r.Values, fields)
	problems = append(problems, s.Check()...)
	if r.Values.Get(fieldAware) == "" {
		problems = append(problems, sensitiveFields(fields)...)
	}
	return problems
}

// submit makes the case and leads to its reference.
func (f *Forms) submit(w http.ResponseWriter, r *request, s domain.Submission, fields []schema.Field, made time.Time, ours bool) error {
	in := cases.Input{
		Submission: s, Language: r.Lang, Origin: f.web.Origin(r.Request.Request),
		Consents: map[string]string{},
	}
	if ours {
		in.Token = r.Values.Get(fieldToken)
		if tooFast(f.config.Now().Sub(made)) {
			in.Flags = append(in.Flags, flagFast)
		}
	}
	if r.Values.Get(fieldTrap) != "" {
		in.Flags = append(in.Flags, cases.FlagTrap)
	}
	for _, field := range fields {
		if field.Kind() == schema.KindBool {
			in.Consents[field.Name()] = f.pages.label(*r.draft, field.Name())
		}
	}
	ctx, cancel := context.WithTimeout(r.Context(), web.AnswerWithin)
	defer cancel()
	got, err := f.config.Cases.Submit(ctx, in)
	if err != nil {
		return tooOften(r.form.kind, err)
	}
	return f.receipt(w, r, got)
}

// tooFast reports whether no person can have filled in a form in this time. A
// token from slightly ahead was made by a server whose clock differs.
func tooFast(age time.Duration) bool {
	return age >= 0 && age < leastTime || age < -clockSkew
}

// oneEach refuses several values where one belongs.
func oneEach(values url.Values, fields []schema.Field) error {
	names := []string{fieldToken, fieldLanguage, fieldTrap, fieldStep, fieldAware}
	for _, f := range fields {
		if f.Kind() != schema.KindChoices {
			names = append(names, f.Name())
		}
	}
	return web.OneEach(values, names...)
}
