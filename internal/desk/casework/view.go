package casework

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/staff"
	"mkbloket/internal/web"
)

// View fills the template case, and is the larger half of deed. Times are those
// of the Netherlands.
type View struct {
	Case            *cases.Case
	Path            string
	Kind, Subject   string
	Status, Turn    string
	Assignee        string
	Mine            bool
	Language        string
	Channel         string // how it came in
	Place           string
	Due             string
	DueLabel        string
	DueAt           time.Time
	Late            bool
	Created         time.Time
	Closed          time.Time
	Outcome, Reason string
	Erasing         time.Time
	Flags           []string
	Letter          string       // the question itself, as typed
	Sent            []web.Answer // the other fields
	Consents        []Fact
	Messages        []Message
	Needs           []Need
	Referrals       []Referral
	Relays          []Fact // who had a message to a profile
	Shares          []Fact
	Feedback        []Fact
	Mail            []Mail
	Bounced         []string // addresses that mail came back from
	Moments         []Moment
	Doubles         []Double
	First, Others   []Deed // what can be done: what is likely next, and the rest
	Elsewhere       string // address of the page where a profile is judged; empty: not a profile
	Draft           string // address of the page where a public answer is made of it; empty: not possible
}

// Fact is a line with a label.
type Fact struct {
	Label string
	At    time.Time // zero: none
	Text  string
}

// Message is a text of the thread.
type Message struct {
	At         time.Time
	Title, Who string
	Text       string
	Internal   bool // only staff reads it
}

// Need is one thing for which the asker needs somebody.
type Need struct {
	ID, What string
	Dropped  time.Time // zero: not given up
	Open     bool      // nobody works on it
}

// Referral is one adviser for one need.
type Referral struct {
	ID, Need, Organisation, State, Reason string
	Page                                  string // address on the site, empty without
	Offered                               time.Time
	Due                                   string // when the clock acts on it, in words
	Live                                  bool
}

// Mail is one message of the case.
type Mail struct {
	To, Subject, State string
	At                 time.Time
	Trouble            bool
}

// Moment is one line of the log.
type Moment struct {
	At        time.Time
	Text, Who string
	Ref       string // another case that it is about
}

// Double is a case that may be the same.
type Double struct {
	Row
	Why string
}

// Deed is something that can be done.
type Deed struct {
	Path, Text string
	Now        bool // by a button here, without a page in between
}

// view is what the page of a case shows.
func (d *desk) view(r *page.Request, one *cases.Case) (*View, error) {
	known, err := d.people(r.Context())
	if err != nil {
		return nil, err
	}
	now := d.Now()
	in, at := one.Queue()
	v := &View{
		Case: one, Path: casePath(one.Reference), Kind: kindWord(one.Kind), Subject: d.subject(one),
		Status: d.statusWord(one.Status), Turn: turnWord(one), Assignee: known.name(one.Assignee),
		Mine: one.Assignee == r.Account.ID, Language: languageWord(one.Language), Channel: channel(one),
		Created: local(one.CreatedAt), Closed: local(one.ClosedAt), Erasing: local(one.ErasureAt), Flags: one.Flags,
	}
	if in != cases.QueueClosed && !at.IsZero() {
		work := standing{one, in, at}.isWork()
		v.Due, v.DueAt, v.Late = dueWords(at, now), local(at), work && at.Before(now)
		v.DueLabel = map[bool]string{true: "Klaar", false: "Reactie verwacht"}[work]
	}
	if one.Outcome != "" {
		v.Outcome = d.set.Text("nl", "uitkomst."+one.Outcome)
	}
	if one.Reason != "" {
		v.Reason = d.set.Text("nl", "reden."+one.Reason)
	}
	if one.Kind == domain.KindProfile {
		v.Elsewhere = "/balie/profielen/" + one.Reference + "/"
	}
	if one.Kind == domain.KindQuestion && !one.AnsweredAt.IsZero() && r.Account.May(staff.Draft) {
		v.Draft = v.Path + "concept/"
	}
	d.content(v, one)
	d.thread(v, one, known)
	d.referred(v, one, now)
	d.relayed(v, one)
	d.history(v, one, known)
	v.First, v.Others = d.offered(one)
	return v, nil
}

// content is what the sender filled in.
func (d *desk) content(v *View, one *cases.Case) {
	s := domain.NewSubmission(one.Kind)
	if s == nil {
		return
	}
	letter := map[domain.Kind]string{domain.KindQuestion: "vraag", domain.KindAdvice: "omschrijving", domain.KindProfile: "tekst", domain.KindContact: "bericht"}[one.Kind]
	v.Letter = first(one.Fields[letter])
	v.Place = d.label("gemeente", first(one.Fields["gemeente"]))
	for _, f := range s.Fields(d.set.Taxonomy()) {
		values := one.Fields[f.Name()]
		if len(values) == 0 || f.Name() == letter || strings.HasPrefix(f.Name(), "toestemming") {
			continue
		}
		v.Sent = append(v.Sent, web.Answer{Name: f.Name(), Label: d.fieldLabel(one.Kind, f.Name()), Values: d.shown(f, values)})
	}
	for _, c := range one.Consents {
		v.Consents = append(v.Consents, Fact{Label: d.fieldLabel(one.Kind, c.Purpose), At: local(c.GivenAt), Text: "tekst " + c.Version})
	}
	for _, s := range one.Shared {
		var names []string
		for _, f := range s.Fields {
			names = append(names, d.fieldLabel(one.Kind, f))
		}
		v.Shares = append(v.Shares, Fact{Label: s.Organisation, At: local(s.At), Text: strings.Join(names, "; ")})
	}
	if f := one.Feedback; f != nil {
		v.Feedback = append(v.Feedback, Fact{Label: "Geholpen", At: local(f.At), Text: f.Answered})
		for label, text := range map[string]string{"Kan verder": f.Useful, "Toelichting": f.Comment} {
			if text != "" {
				v.Feedback = append(v.Feedback, Fact{Label: label, Text: text})
			}
		}
		slices.SortFunc(v.Feedback, func(a, b Fact) int { return strings.Compare(a.Label, b.Label) })
	}
}

// channel says how a case came in.
func channel(one *cases.Case) string {
	if len(one.Log) == 0 {
		return ""
	}
	switch who := one.Log[0].Who; who {
	case "formulier":
		return "via de website"
	case "telefoon":
		return "telefonisch"
	case "balie":
		return "aan de balie"
	case "brief":
		return "per brief"
	default:
		return who
	}
}

// doubles lists the cases that may be the same.
func (d *desk) doubles(r *page.Request, one *cases.Case) ([]Double, error) {
	if one.IsClosed() {
		return nil, nil
	}
	found, err := d.config.Cases.Duplicates(r.Context(), one)
	if err != nil {
		return nil, fmt.Errorf("look for duplicates: %w", err)
	}
	var doubles []Double
	for _, other := range found {
		if !d.sees(r, other) {
			continue
		}
		in, at := other.Queue()
		why := "hetzelfde bedrijf en hetzelfde thema"
		if other.Person == one.Person {
			why = "dezelfde afzender"
		}
		doubles = append(doubles, Double{d.row(standing{other, in, at}, nil, d.Now()), why})
	}
	return doubles, nil
}

// local is a time in the Netherlands; the zero time stays so.
func local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(calendar.Location())
}
