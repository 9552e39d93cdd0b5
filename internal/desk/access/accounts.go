package access

import (
	"errors"
	"net/http"
	"slices"

	"mkbloket/internal/desk/page"
	"mkbloket/internal/schema"
	"mkbloket/internal/staff"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// accountsPage fills the template access-accounts.
type accountsPage struct {
	Accounts []staff.Account
	Form     accountForm
	Anew     string // address to sign in anew; empty: that is not needed
}

// accountPage fills the template access-account.
type accountPage struct {
	Account  *staff.Account
	Sessions int
	Form     accountForm
	Invited  string // link of a new invitation, shown once; empty: none was made
	Anew     string
	Path     string
	Self     bool   // it is the account of who looks
	Acted    string // which of the forms was posted and not taken: rechten, uit, opnieuw
}

// accountForm is what was filled in, or what the account has.
type accountForm struct {
	Name, Email, Reason string
	Roles               []box
	Regions             []box
	At                  map[string]string // text at a field
}

// box is something to tick.
type box struct {
	ID, Value, Label string
	Ticked           bool
}

func roleBoxes(chosen []string) []box {
	var all []box
	for i, role := range staff.Roles() {
		id := "rollen-" + string(role)
		if i == 0 {
			id = "rollen" // where the error summary leads
		}
		all = append(all, box{id, string(role), roleNames[role], slices.Contains(chosen, string(role))})
	}
	return all
}

// regionTerms are the sub-regions of which an account may see the cases.
func (p *pages) regionTerms() []schema.Term {
	var terms []schema.Term
	for _, group := range p.config.Taxonomy.Municipalities() {
		terms = append(terms, group.Region)
	}
	return terms
}

func (p *pages) form(name, email, reason string, roles, regions []string, at map[string]string) accountForm {
	f := accountForm{Name: name, Email: email, Reason: reason, Roles: roleBoxes(roles), At: at}
	for _, term := range p.regionTerms() {
		f.Regions = append(f.Regions, box{"regios-" + term.Slug, term.Slug, p.Set().Label(p.Set().Languages()[0], p.config.Taxonomy.Regions.Name(), term.Slug),
			slices.Contains(regions, term.Slug)})
	}
	return f
}

// typed is the form with what was posted.
func (p *pages) typed(r *page.Request, at map[string]string) accountForm {
	return p.form(field(r, "naam"), field(r, "email"), field(r, "reden"), r.Values["rollen"], r.Values["regios"], at)
}

// anew is the address to sign in anew before what asks for that.
func (p *pages) anew(r *page.Request, back string) string {
	if staff.Recent(r.Session, p.config.Now()) {
		return ""
	}
	return p.SignIn(back, true)
}

// chosen reads the ticked roles and regions. A region that is not offered comes
// from no page of ours; without this check it would lock somebody out.
func (p *pages) chosen(r *page.Request) (roles []staff.Role, regions []string, err error) {
	for _, text := range r.Values["rollen"] {
		roles = append(roles, staff.Role(text))
	}
	for _, slug := range r.Values["regios"] {
		if !slices.ContainsFunc(p.regionTerms(), func(t schema.Term) bool { return t.Slug == slug }) {
			return nil, nil, web.Bad()
		}
		regions = append(regions, slug)
	}
	return roles, regions, page.OneEach(r, "naam", "email", "reden")
}

func (p *pages) accounts(w http.ResponseWriter, r *page.Request) error {
	return p.showAccounts(w, r, http.StatusOK, page.View{}, p.form("", "", "", nil, nil, nil))
}

func (p *pages) showAccounts(w http.ResponseWriter, r *page.Request, status int, v page.View, f accountForm) error {
	all, err := p.config.Staff.Accounts(r.Context())
	if err != nil {
		return err
	}
	v.Title, v.Section, v.Data = "Accounts", "accounts", &accountsPage{Accounts: all, Form: f, Anew: p.anew(r, accountsPath)}
	return p.Show(w, r, status, "access-accounts", v)
}

func (p *pages) invite(w http.ResponseWriter, r *page.Request) error {
	roles, regions, err := p.chosen(r)
	if err != nil {
		return err
	}
	who := staff.Person{Name: field(r, "naam"), Email: field(r, "email"), Roles: roles, Regions: regions}
	token, made, err := p.config.Staff.Invite(r.Context(), p.by(r), who)
	var problems staff.Problems
	switch {
	case errors.As(err, &problems):
		lines, at := told(problems)
		return p.showAccounts(w, r, http.StatusUnprocessableEntity, page.View{Problems: lines}, p.typed(r, at))
	case errors.Is(err, staff.ErrTaken):
		lines := []page.Problem{{Field: "email", Text: saysTaken}}
		return p.showAccounts(w, r, http.StatusUnprocessableEntity, page.View{Problems: lines}, p.typed(r, map[string]string{"email": saysTaken}))
	case err != nil:
		return err
	}
	return p.showAccount(w, r, http.StatusOK, made.ID, page.View{Notice: "Het account is gemaakt. Geef de uitnodiging hieronder door."}, outcome{token: token})
}

// outcome is what came of an act on an account.
type outcome struct {
	token string            // of a new invitation
	acted string            // the form that was not taken
	at    map[string]string // what was wrong at its fields
}

func (p *pages) account(w http.ResponseWriter, r *page.Request) error {
	return p.showAccount(w, r, http.StatusOK, r.PathValue("id"), page.View{}, outcome{})
}

// showAccount draws an account, with a form that was not taken as it was posted.
func (p *pages) showAccount(w http.ResponseWriter, r *page.Request, status int, id string, v page.View, o outcome) error {
	a, err := p.config.Staff.Account(r.Context(), id)
	if err != nil {
		return missing(err)
	}
	sessions, err := p.config.Staff.Sessions(r.Context(), id)
	if err != nil {
		return missing(err)
	}
	roles := make([]string, 0, len(a.Roles))
	for _, role := range a.Roles {
		roles = append(roles, string(role))
	}
	path := accountsPath + a.ID + "/"
	data := &accountPage{Account: a, Sessions: len(sessions), Form: p.form(a.Name, a.Email, "", roles, a.Regions, nil),
		Anew: p.anew(r, path), Path: path, Self: a.ID == r.Account.ID, Acted: o.acted}
	switch o.acted {
	case "":
	case "rechten":
		data.Form = p.typed(r, o.at)
	default:
		data.Form.Reason, data.Form.At = field(r, "reden"), o.at
	}
	if o.token != "" {
		data.Invited = InvitationLink(p.config.Base, o.token)
	}
	v.Title, v.Section, v.Data = "Account", "accounts", data
	v.Crumbs = []templates.Link{{Text: "Accounts", Path: accountsPath}}
	return p.Show(w, r, status, "access-account", v)
}

func (p *pages) rights(w http.ResponseWriter, r *page.Request) error {
	roles, regions, err := p.chosen(r)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	err = p.config.Staff.SetRights(r.Context(), p.by(r), id, roles, regions)
	return p.managed(w, r, act{id: id, form: "rechten", notice: "De rollen zijn gewijzigd. Ze gelden meteen."}, err)
}

func (p *pages) disable(w http.ResponseWriter, r *page.Request) error {
	if err := page.OneEach(r, "reden"); err != nil {
		return err
	}
	id := r.PathValue("id")
	err := p.config.Staff.Disable(r.Context(), p.by(r), id)
	return p.managed(w, r, act{id: id, form: "uit", notice: "Het account staat uit en is overal afgemeld."}, err)
}

func (p *pages) reset(w http.ResponseWriter, r *page.Request) error {
	if err := page.OneEach(r, "reden"); err != nil {
		return err
	}
	id := r.PathValue("id")
	token, err := p.config.Staff.Reset(r.Context(), p.by(r), id)
	return p.managed(w, r, act{id: id, form: "opnieuw", token: token,
		notice: "Het account is leeggemaakt en overal afgemeld. Geef de uitnodiging hieronder door."}, err)
}

// act is something that was done to an account.
type act struct {
	id, form string
	token    string // of a new invitation
	notice   string
}

// managed shows an account after an act on it, or what was wrong with the act.
func (p *pages) managed(w http.ResponseWriter, r *page.Request, a act, err error) error {
	var problems staff.Problems
	switch {
	case errors.As(err, &problems):
		lines, at := told(problems)
		for i := range lines {
			if lines[i].Field == "reden" {
				lines[i].Field = "reden-" + a.form // each form has one
			}
		}
		return p.showAccount(w, r, http.StatusUnprocessableEntity, a.id, page.View{Problems: lines}, outcome{acted: a.form, at: at})
	case errors.Is(err, staff.ErrLastAdmin):
		return p.showAccount(w, r, http.StatusConflict, a.id, page.View{Trouble: saysLastAdmin}, outcome{acted: a.form})
	case err != nil:
		return missing(err)
	case a.id == r.Account.ID && a.form != "opnieuw": // it may not see this page any more
		return p.Lead(w, page.Base)
	}
	return p.showAccount(w, r, http.StatusOK, a.id, page.View{Notice: a.notice}, outcome{token: a.token})
}
