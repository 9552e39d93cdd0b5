package partner

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

const (
	mostContacts = 100 // as the form to sign up
	maxAddress   = 300 // characters of the address of a page
)

// act is a verb of package cases that needs nothing but who does it.
type act func(*cases.Cases, context.Context, cases.Act) (cases.Result, error)

// plain is a deed without fields on the page of a profile.
func plain(name string, verb domain.Verb, do act) deed {
	return deed{name: name, room: roomProfile, verb: verb,
		do: func(ctx context.Context, c *cases.Cases, by cases.Act, _ opened, _ input) error {
			_, err := do(c, ctx, by)
			return err
		}}
}

func (p *Partner) profileDeeds() []deed {
	return []deed{
		{name: nameEdit, room: roomProfile, verb: domain.VerbPropose, fields: p.editable,
			do: func(ctx context.Context, c *cases.Cases, by cases.Act, _ opened, in input) error {
				_, err := c.Propose(ctx, by, schema.Values(in.profile.Fields(p.set.Taxonomy())))
				return err
			}},
		{name: namePause, room: roomProfile, verb: domain.VerbPause,
			choice: schema.Problem{Field: fieldUntil, Fault: schema.Fault{Code: "periode"}},
			fields: func(in *input, _ opened) []schema.Field {
				return []schema.Field{schema.Date(fieldUntil, &in.until).Required()}
			},
			do: func(ctx context.Context, c *cases.Cases, by cases.Act, _ opened, in input) error {
				_, err := c.Pause(ctx, by, in.until)
				return err
			}},
		{name: nameCapacity, room: roomProfile, verb: domain.VerbCapacity,
			fields: func(in *input, _ opened) []schema.Field {
				return []schema.Field{schema.Int(fieldCapacity, &in.capacity).Max(mostContacts)}
			},
			do: func(ctx context.Context, c *cases.Cases, by cases.Act, _ opened, in input) error {
				_, err := c.SetCapacity(ctx, by, in.capacity)
				return err
			}},
		{name: nameDeputy, room: roomProfile, verb: domain.VerbDeputy,
			choice: schema.Problem{Field: fieldDeputy, Fault: schema.Fault{Code: "pagina"}},
			fields: func(in *input, _ opened) []schema.Field {
				return []schema.Field{schema.Text(fieldDeputy, &in.deputy).Max(maxAddress)}
			},
			do: func(ctx context.Context, c *cases.Cases, by cases.Act, _ opened, in input) error {
				_, err := c.SetDeputy(ctx, by, pageNamed(in.deputy))
				return err
			}},
		plain(nameRetract, domain.VerbRetract, (*cases.Cases).RetractProposal),
		plain(nameConfirm, domain.VerbReconfirm, (*cases.Cases).Reconfirm),
		plain(nameResume, domain.VerbResume, (*cases.Cases).Resume),
		plain(nameUnlist, domain.VerbUnlist, (*cases.Cases).Unlist),
		{name: nameErase, room: roomProfile, do: eraseAll},
	}
}

// editable lists the fields that a proposal can change. Those that it cannot
// hold what the profile holds, as far as the check of the whole needs them.
func (p *Partner) editable(in *input, o opened) []schema.Field {
	if o.one != nil {
		in.profile.ProfileKind = first(o.one.Fields["profielsoort"])
	}
	return slices.DeleteFunc(in.profile.Fields(p.set.Taxonomy()), func(f schema.Field) bool { return slices.Contains(cases.Fixed(), f.Name()) })
}

// eraseAll takes a profile off the site at once, and asks the desk to erase the
// rest.
func eraseAll(ctx context.Context, c *cases.Cases, by cases.Act, o opened, _ input) error {
	if o.one.IsListed() {
		if _, err := c.Unlist(ctx, by); err != nil {
			return err
		}
	}
	_, err := c.RequestErasure(ctx, by)
	return err
}

// pageNamed is the page that somebody means by its address on the site, or by
// the last part of it: adviseurs/jan-jansen. What names none comes back as it
// is.
func pageNamed(text string) string {
	text = strings.TrimSpace(text)
	if u, err := url.Parse(text); err == nil && u.Path != "" {
		text = u.Path
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' })
	for i, part := range parts {
		if part == cases.SectionAdvisers || part == cases.SectionEntrepreneurs {
			return strings.Join(parts[i:], "/")
		}
	}
	if len(parts) == 1 {
		return cases.SectionAdvisers + "/" + parts[0]
	}
	return text
}
