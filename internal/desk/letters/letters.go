// Package letters is the pages of the desk about mail: what did not arrive and
// why, a button that tries again what was given up, and the text of every
// message as it is sent, with made-up values.
//
// The lists name messages by case and word. They show no address and nothing of
// a message, so that whoever keeps the mail running needs no right to read cases.
package letters

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/staff"
	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Addresses of the pages.
const (
	outboxPath = page.Base + "mail/"
	textsPath  = outboxPath + "teksten/"
)

// Config is what the pages need. All is required.
type Config struct {
	Cases *cases.Cases
	Site  *templates.Set // of the site, not of the desk: its texts and languages
}

// pages are the handlers.
type pages struct {
	*page.Server
	config Config
}

// Routes are the pages of this package.
func Routes(s *page.Server, c Config) []page.Route {
	p := &pages{s, c}
	return []page.Route{
		{Pattern: "GET " + outboxPath + "{$}", Needs: staff.Mail, Do: p.outbox},
		{Pattern: "POST " + outboxPath + "opnieuw/{$}", Needs: staff.Mail, Do: p.retry},
		{Pattern: "GET " + textsPath + "{$}", Needs: staff.Mail, Do: p.texts},
		{Pattern: "GET " + textsPath + "{naam}/{taal}/{$}", Needs: staff.Mail, Do: p.text},
		{Pattern: "GET " + textsPath + "{naam}/{taal}/html", Needs: staff.Mail, Do: p.document},
	}
}

// outboxPage fills the template letters-outbox.
type outboxPage struct {
	Waiting, Parked, Back []row
	Oldest                string // how long the oldest waiting message has been waiting; empty: none
	Late                  bool   // that is longer than an hour
	ReadsCases            bool   // whoever looks may open cases
	Token                 string
}

// row is a message in a list.
type row struct {
	cases.Pending
	What   string // in words: what it is
	Reason string // why it did not arrive
}

// late is the age from which mail that waits is a sign that something is wrong.
const late = time.Hour

func (p *pages) outbox(w http.ResponseWriter, r *page.Request) error {
	v := page.View{Title: "Mail", Section: "mail"}
	if n, err := strconv.Atoi(r.URL.Query().Get("klaar")); err == nil && n > 0 {
		v.Notice = counted(n, "bericht staat weer klaar", "berichten staan weer klaar") + " om te versturen."
	}
	return p.showOutbox(w, r, http.StatusOK, v)
}

func (p *pages) showOutbox(w http.ResponseWriter, r *page.Request, status int, v page.View) error {
	all, err := p.config.Cases.Outbox().Pending(r.Context())
	if err != nil {
		return err
	}
	d := outboxPage{ReadsCases: r.Account.May(staff.Work)}
	for _, m := range all {
		one := row{m, whatIs(m), reasonOf(m)}
		switch m.State {
		case cases.MailWaiting:
			d.Waiting = append(d.Waiting, one)
		case cases.MailGivenUp:
			d.Parked = append(d.Parked, one)
		case cases.MailReturned:
			d.Back = append(d.Back, one)
		}
	}
	if len(d.Waiting) > 0 { // the oldest comes first
		age := p.Now().Sub(d.Waiting[0].Written)
		d.Oldest, d.Late = lasted(age), age > late
	}
	v.Data = d
	return p.Show(w, r, status, "letters-outbox", v)
}

// retry puts a message back in the queue, or all that were given up.
func (p *pages) retry(w http.ResponseWriter, r *page.Request) error {
	if err := page.OneEach(r, "bericht"); err != nil {
		return err
	}
	ids, err := p.chosen(r)
	if err != nil {
		return err
	}
	done := 0
	for _, id := range ids {
		err := p.config.Cases.Outbox().Retry(r.Context(), id, cases.Actor{Party: domain.PartyOfficer, ID: r.Account.ID})
		if errors.Is(err, cases.ErrUnknownMessage) {
			continue // somebody else was first, or it was erased
		}
		if err != nil {
			return err
		}
		if err := p.Note(r, "mail opnieuw", id, "gelukt", ""); err != nil {
			return err
		}
		done++
	}
	if done == 0 {
		return p.showOutbox(w, r, http.StatusConflict, page.View{Title: "Mail", Section: "mail",
			Trouble: "Dit bericht staat niet meer geparkeerd. Hieronder ziet u hoe het er nu voor staat."})
	}
	return p.Lead(w, outboxPath+"?klaar="+strconv.Itoa(done))
}

// chosen lists the messages to try again.
func (p *pages) chosen(r *page.Request) ([]string, error) {
	if id := r.Values.Get("bericht"); id != "alle" {
		return []string{id}, nil
	}
	all, err := p.config.Cases.Outbox().Pending(r.Context())
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, m := range all {
		if m.State == cases.MailGivenUp {
			ids = append(ids, m.ID)
		}
	}
	return ids, nil
}

// example is one message in one language.
type example struct {
	Name, Lang    string
	Subject, Text string
	HTML          string // as source
	Names         []named
	Languages     []string
}

// named is a message in the list of texts.
type named struct{ Name, Subject string }

func (p *pages) texts(w http.ResponseWriter, r *page.Request) error {
	d := example{Languages: p.config.Site.Languages()}
	for _, name := range p.config.Site.MailNames() {
		subject, _ := p.config.Cases.Example(name, d.Languages[0], p.Now())
		d.Names = append(d.Names, named{name, subject})
	}
	return p.Show(w, r, http.StatusOK, "letters-texts", page.View{Title: "Teksten van mail", Section: "mail", Data: d,
		Crumbs: []templates.Link{{Text: "Mail", Path: outboxPath}}})
}

func (p *pages) text(w http.ResponseWriter, r *page.Request) error {
	d, err := p.example(w, r)
	if err != nil {
		return err
	}
	return p.Show(w, r, http.StatusOK, "letters-text", page.View{Title: "Mail: " + d.Name, Section: "mail", Data: d,
		Crumbs: []templates.Link{{Text: "Mail", Path: outboxPath}, {Text: "Teksten van mail", Path: textsPath}}})
}

// documentPolicy lets a message show its own words and nothing else.
const documentPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// document is the HTML of a message alone, as a mail program gets it.
func (p *pages) document(w http.ResponseWriter, r *page.Request) error {
	d, err := p.example(w, r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", documentPolicy)
	_, _ = io.WriteString(w, d.HTML) // whoever asked has gone: nothing to do
	return nil
}

// example makes the message that an address names.
func (p *pages) example(w http.ResponseWriter, r *page.Request) (example, error) {
	d := example{Name: r.PathValue("naam"), Lang: r.PathValue("taal"), Languages: p.config.Site.Languages()}
	if !slices.Contains(p.config.Site.MailNames(), d.Name) || !slices.Contains(d.Languages, d.Lang) {
		return d, web.NotFound(w, r.Request)
	}
	letters, err := p.config.Site.Letters()
	if err != nil {
		return d, err
	}
	d.Subject, d.Text = p.config.Cases.Example(d.Name, d.Lang, p.Now())
	d.HTML, err = letters.HTML(d.Lang, d.Subject, d.Text)
	return d, err
}

// whatIs says what a message is, by the word at the end of its ID.
func whatIs(m cases.Pending) string {
	word := strings.TrimRight(m.ID[strings.LastIndexByte(m.ID, '-')+1:], "0123456789")
	if m.Notice {
		return word + " voor het loket"
	}
	return word
}

// reasonOf says why a message did not arrive.
func reasonOf(m cases.Pending) string {
	if m.State == cases.MailReturned {
		return map[cases.Return]string{
			cases.ReturnRefused:     "Het adres bestaat niet of neemt niets aan",
			cases.ReturnUndelivered: "Niet af te leveren, bijvoorbeeld omdat het postvak vol is",
			cases.ReturnComplaint:   "De ontvanger meldde het als ongewenst",
		}[m.Why]
	}
	return map[cases.Fault]string{
		"":                    "Nog niet geprobeerd",
		cases.FaultRefused:    "De mailserver weigert dit bericht",
		cases.FaultUnanswered: "Verstuurd, maar de mailserver bevestigde het niet: misschien is het aangekomen",
		cases.FaultAway:       "De mailserver is niet bereikbaar of neemt nu niets aan",
		cases.FaultUnrecorded: "Misschien verstuurd: het resultaat kon niet worden vastgelegd",
	}[m.Fault]
}

// lasted writes how long something takes, in the largest unit that fits.
func lasted(d time.Duration) string {
	switch {
	case d < time.Hour:
		return counted(int(d.Minutes()), "minuut", "minuten")
	case d < 48*time.Hour:
		return counted(int(d.Hours()), "uur", "uur")
	}
	return counted(int(d.Hours()/24), "dag", "dagen")
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}
