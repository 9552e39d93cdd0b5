package judging

import (
	"net/http"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/staff"
)

// List fills the template judge-profiles.
type List struct {
	Groups []Group
	More   bool   // there are more than were read
	Write  string // address to write the files to the content folder; empty: not possible here, or not for this account
	Report string // what writing did
}

// Group is a part of the list.
type Group struct {
	ID, Title, Empty string
	Rows             []Row
}

// Row is one profile.
type Row struct {
	Path, Reference string
	Name, Kind      string
	Status, Note    string
	At              time.Time // by when it must be judged, or when it changes by itself
	Late            bool
}

// profiles is the list of profiles.
func (b *bench) profiles(w http.ResponseWriter, r *page.Request) error {
	return b.showList(w, r, http.StatusOK, page.View{}, "")
}

func (b *bench) showList(w http.ResponseWriter, r *page.Request, status int, v page.View, report string) error {
	found, more, err := b.config.Cases.Queued(r.Context(), cases.QueueProfiles, time.Time{}, cases.MostListed)
	if err != nil {
		return err
	}
	list := &List{More: more, Report: report, Groups: []Group{
		{ID: "beoordelen", Title: "Te beoordelen", Empty: "Er wacht geen nieuw profiel."},
		{ID: "wijzigingen", Title: "Wijziging gevraagd", Empty: "Niemand heeft een wijziging gevraagd."},
		{ID: "gepauzeerd", Title: "Gepauzeerd of vol", Empty: "Iedereen op de site neemt contacten aan."},
		{ID: "geplaatst", Title: "Op de site", Empty: "Er staat nog geen profiel van het loket op de site."},
	}}
	if b.config.Write != nil && r.Account.May(staff.Publish) {
		list.Write = writePath
	}
	for _, c := range found {
		if isProfile(c) && page.Sees(r.Account, c, b.taxonomy) {
			g := &list.Groups[group(c, b.Now())]
			g.Rows = append(g.Rows, b.row(c))
		}
	}
	v.Title, v.Section, v.Data = "Profielen", "profielen", list
	return b.Show(w, r, status, "judge-profiles", v)
}

// group is the place of a profile among the groups of the list.
func group(c *cases.Case, now time.Time) int {
	a := c.Availability(now)
	switch {
	case !c.IsListed():
		return 0
	case c.Proposal != nil:
		return 1
	case a.Paused || a.Full:
		return 2
	}
	return 3
}

func (b *bench) row(c *cases.Case) Row {
	_, at := c.Queue()
	row := Row{
		Path: profilesPath + c.Reference + "/", Reference: c.Reference, Name: first(c.Fields["naam"]),
		Kind: b.label("profielsoort", first(c.Fields["profielsoort"])), Status: b.text("status." + c.Status), At: local(at),
	}
	row.Late = c.Stage().Phase == domain.PhaseOpen && at.Before(b.Now())
	switch a := c.Availability(b.Now()); {
	case c.Proposal != nil:
		row.At, row.Late = local(c.Proposal.DueAt), c.Proposal.DueAt.Before(b.Now())
	case a.Paused, a.Full:
		row.Note = "weer beschikbaar vanaf " + calendar.FormatDate(local(a.From), "nl")
	}
	if n := len(c.Changes()); n > 0 {
		row.Note = plural(n, "veld anders", "velden anders")
	}
	return row
}

// write puts what was approved into the content folder.
func (b *bench) write(w http.ResponseWriter, r *page.Request) error {
	report, err := b.config.Write(r.Context())
	result := "gelukt"
	if err != nil {
		result = "niet gelukt"
	}
	if noted := b.Note(r, "profielen geschreven", "", result, ""); noted != nil {
		return noted
	}
	if err != nil {
		v := page.View{Trouble: "Het schrijven is niet gelukt. Er is niets veranderd. Hieronder staat wat er in de weg zit."}
		return b.showList(w, r, http.StatusConflict, v, report+err.Error())
	}
	return b.showList(w, r, http.StatusOK, page.View{Notice: "De bestanden zijn geschreven. De site wordt opnieuw gemaakt."}, report)
}

// label is a term as people read it.
func (b *bench) label(vocabulary, slug string) string { return b.Set().Label("nl", vocabulary, slug) }

// local is a moment by the clock of the Netherlands; the zero time stays zero.
func local(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return at.In(calendar.Location())
}
