package forms

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

const (
	answerWithin = 8 * time.Second // then the visitor gets a 503 with the text kept
	leastTime    = 3 * time.Second // nobody fills in a form faster
	clockSkew    = 5 * time.Minute // between servers that make and check a token

	flagTrap = "lokveld"
	flagFast = "snel"
)

// post takes a filled-in form.
func (f *Forms) post(w http.ResponseWriter, r *request) error {
	var err error
	if r.values, err = read(w, r.Request); r.values != nil {
		r.lang = f.postedLanguage(r)
	}
	if err != nil {
		return err
	}
	if err := f.cross.Check(r.Request); err != nil {
		return &refusal{status: http.StatusForbidden, key: "cross", cause: errors.New("cross-origin post")}
	}
	submission, fields := empty(r.form.kind, f.config.Set.Taxonomy())
	if err := oneEach(r.values, fields); err != nil {
		return err
	}
	f.dropUnknown(r, fields)
	d := &draft{form: r.form, lang: r.lang, token: r.values.Get(fieldToken), values: r.values}
	made, ours := f.signer.verify(d.token)
	if !ours { // when the form was opened is not known: long enough ago
		if d.token, err = f.signer.token(f.config.Rand, f.config.Now().Add(-leastTime)); err != nil {
			return err
		}
	}
	r.draft = d
	d.problems = f.validate(r, submission, fields)
	step := r.values.Get(fieldStep)
	change, isChange := strings.CutPrefix(step, stepChange)
	switch {
	case isChange && r.form.check:
		d.problems, d.focus = nil, strings.TrimPrefix(change, ":")
		return f.write(w, http.StatusOK, "form", f.pages.form(*d))
	case len(d.problems) > 0:
		return f.write(w, http.StatusUnprocessableEntity, "form", f.pages.form(*d))
	case r.form.check && step != stepSend:
		return f.write(w, http.StatusOK, "check", f.pages.check(*d, fields))
	}
	return f.submit(w, r, submission, fields, made, ours)
}

// postedLanguage is the language of the page that was filled in.
func (f *Forms) postedLanguage(r *request) string {
	if lang := r.values.Get(fieldLanguage); slices.Contains(f.config.Set.Languages(), lang) {
		return lang
	}
	return r.lang
}

// dropUnknown forgets references to records that the site does not have: they
// come from a link, so the visitor could not mend them.
func (f *Forms) dropUnknown(r *request, fields []schema.Field) {
	for _, field := range fields {
		if field.Kind() == schema.KindRef && !f.known(r.lang, field, r.values.Get(field.Name())) {
			r.values.Del(field.Name())
		}
	}
}

// validate decodes the fields and lists everything that is wrong, in the order
// of the page. Texts that seem to hold a secret number are a problem until the
// sender says that they may go.
func (f *Forms) validate(r *request, s domain.Submission, fields []schema.Field) []schema.Problem {
	problems := schema.DecodeForm(r.values, fields)
	problems = append(problems, s.Check()...)
	if r.values.Get(fieldAware) == "" {
		problems = append(problems, sensitiveFields(fields)...)
	}
	return problems
}

// submit makes the case and leads to its reference.
func (f *Forms) submit(w http.ResponseWriter, r *request, s domain.Submission, fields []schema.Field, made time.Time, ours bool) error {
	in := cases.Input{
		Submission: s, Language: r.lang, Origin: origin(r.Request, f.config.TrustedHop),
		Consents: map[string]string{},
	}
	if ours {
		in.Token = r.values.Get(fieldToken)
		if tooFast(f.config.Now().Sub(made)) {
			in.Flags = append(in.Flags, flagFast)
		}
	}
	if r.values.Get(fieldTrap) != "" {
		in.Flags = append(in.Flags, flagTrap)
	}
	for _, field := range fields {
		if field.Kind() == schema.KindBool {
			in.Consents[field.Name()] = f.pages.label(*r.draft, field.Name())
		}
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	got, err := f.config.Cases.Submit(ctx, in)
	if err != nil {
		return err
	}
	return f.receipt(w, r, got)
}

// tooFast reports whether no person can have filled in a form in this time. A
// token from slightly ahead was made by a server whose clock differs.
func tooFast(age time.Duration) bool {
	return age >= 0 && age < leastTime || age < -clockSkew
}
