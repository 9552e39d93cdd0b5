package judging

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/publication"
)

// mostDrafts is how many rows each half of the list of drafts has, and lookBack
// how long ago an answer may be to be offered.
const (
	mostDrafts = 50
	lookBack   = 90 * 24 * time.Hour
)

// Drafts fills the template judge-drafts.
type Drafts struct {
	Kept, Possible []DraftRow
	More           bool
}

// DraftRow is one case in the list of drafts.
type DraftRow struct {
	Path, Reference, Text, Theme string
	At                           time.Time
	Standing                     string // what the site has of it
}

// drafts lists the drafts that are kept, and the answers of which one can be made.
func (b *bench) drafts(w http.ResponseWriter, r *page.Request) error {
	list := &Drafts{}
	for _, queue := range []string{cases.QueueClosed, cases.QueueWaiting, cases.QueueInProgress} {
		from := time.Time{}
		if queue == cases.QueueClosed {
			from = b.Now().Add(-cases.ClosedFor)
		}
		found, more, err := b.config.Cases.Queued(r.Context(), queue, from, cases.MostListed)
		if err != nil {
			return err
		}
		list.More = list.More || more
		for _, c := range found {
			if isAnswered(c) && page.Sees(r.Account, c, b.taxonomy) {
				b.addDraft(list, c)
			}
		}
	}
	for _, rows := range []*[]DraftRow{&list.Kept, &list.Possible} {
		slices.SortFunc(*rows, func(x, y DraftRow) int { return cmp.Or(y.At.Compare(x.At), cmp.Compare(x.Reference, y.Reference)) })
		if len(*rows) > mostDrafts {
			*rows, list.More = (*rows)[:mostDrafts], true
		}
	}
	v := page.View{Title: "Concepten", Section: "concepten", Data: list}
	if r.URL.Query().Get(paramDone) == doDrop {
		v.Notice = "Het concept is verwijderd."
	}
	return b.Show(w, r, http.StatusOK, "judge-drafts", v)
}

func (b *bench) addDraft(list *Drafts, c *cases.Case) {
	row := DraftRow{Path: casesPath + c.Reference + "/concept/", Reference: c.Reference, At: local(c.AnsweredAt)}
	if d := c.Draft; d != nil {
		row.Text, row.At, row.Standing = d.Title, local(d.At), b.standing(d)
		if len(d.Themes) > 0 {
			row.Theme = b.label("themas", d.Themes[0])
		}
		list.Kept = append(list.Kept, row)
		return
	}
	if b.Now().Sub(c.AnsweredAt) > lookBack {
		return
	}
	if d, ok := publication.Propose(c, b.taxonomy); ok {
		row.Text = d.Title
		if len(d.Themes) > 0 {
			row.Theme = b.label("themas", d.Themes[0])
		}
		list.Possible = append(list.Possible, row)
	}
}

// standing says what became of a draft on the site.
func (b *bench) standing(d *cases.FAQDraft) string {
	if b.config.Published == nil {
		return ""
	}
	data, there := b.config.Published(publication.SectionQuestions + "/" + d.Slug)
	if !there {
		return "nog niet geschreven"
	}
	if q, _, err := publication.ReadFAQ(data, b.taxonomy); err == nil && q.Draft {
		return "als concept bij de redactie"
	}
	return "op de site"
}

func isAnswered(c *cases.Case) bool {
	return c.Kind == domain.KindQuestion && slices.ContainsFunc(c.Thread, func(e cases.Entry) bool { return e.Kind == cases.EntryAnswer })
}
