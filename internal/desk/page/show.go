package page

import (
	"net/http"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/staff"
	"mkbloket/templates"
)

// Frame is what the layout of a page of the desk needs beside the page itself.
type Frame struct {
	Account  *staff.Account   // nil before signing in
	Sections []templates.Link // those that the account may use
	Notice   string
	Trouble  string
	Problems []Problem
	Token    string    // for desk-token
	Until    time.Time // when the session ends when nothing is done; zero: not signed in
}

// section is an entry of the main menu.
type section struct {
	slug, text string
	needs      staff.Action
}

var sections = []section{
	{"zaken", "Zaken", staff.Work},
	{"profielen", "Profielen", staff.Judge},
	{"concepten", "Concepten", staff.Draft},
	{"cijfers", "Cijfers", staff.Figures},
	{"mail", "Mail", staff.Mail},
	{"accounts", "Accounts", staff.Accounts},
	{"logboek", "Logboek", staff.AuditLog},
	{"mijn", "Mijn account", staff.Self},
}

// Show draws a page with a template of templates/desk. The token of a posted
// page stays, so that sending it again is the same act.
func (s *Server) Show(w http.ResponseWriter, r *Request, status int, template string, v View) error {
	p, err := s.page(r, v)
	if err != nil {
		return err
	}
	return s.web.Write(w, status, template, p)
}

// page puts a view in the frame.
func (s *Server) page(r *Request, v View) (*templates.Page, error) {
	token := s.Verified(r)
	if token == "" {
		var err error
		if token, err = s.Token(); err != nil {
			return nil, err
		}
	}
	f := &Frame{Account: r.Account, Notice: v.Notice, Trouble: v.Trouble, Problems: v.Problems, Token: token, Sections: s.menu(r.Account, v.Section)}
	if r.Session != nil {
		f.Until = r.Session.Until().In(calendar.Location())
	}
	return &templates.Page{
		Lang: s.config.Set.Languages()[0], Title: v.Title, Path: r.URL.Path, NoIndex: true, Site: s.config.Set.Site(),
		Crumbs: v.Crumbs, Error: v.Trouble != "" || len(v.Problems) > 0, Data: v.Data, Desk: f,
	}, nil
}

// menu lists the sections that are there and that an account may use.
func (s *Server) menu(a *staff.Account, current string) []templates.Link {
	var links []templates.Link
	for _, one := range sections {
		if a == nil || !a.May(one.needs) || !s.has[one.slug] {
			continue
		}
		links = append(links, templates.Link{Text: one.text, Path: Base + one.slug + "/", Current: one.slug == current})
	}
	return links
}

// Start leads to the first section that the account may use.
func (s *Server) Start(w http.ResponseWriter, r *Request) error {
	if menu := s.menu(r.Account, ""); len(menu) > 0 {
		return s.Lead(w, menu[0].Path)
	}
	return s.Show(w, r, http.StatusOK, "refused", View{Title: "Welkom", Data: &Refused{
		Text: "Uw account heeft nog geen taken. Vraag de beheerder om een rol.", Back: Base, Link: "Probeer het opnieuw",
	}})
}
