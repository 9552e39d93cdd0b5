package follow

import (
	"slices"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
)

// who is a party in plain words, as the asker reads them.
func (f *Follow) who(lang, party, organisation string) string {
	switch domain.Party(party) {
	case domain.PartyOfficer:
		return f.set.Text(lang, "follow.who.desk")
	case domain.PartyClock:
		return f.set.Text(lang, "follow.who.clock")
	case domain.PartyAdviser:
		if organisation != "" {
			return organisation
		}
		return f.set.Text(lang, "follow.who.adviser")
	}
	return f.set.Text(lang, "follow.who.you")
}

// moments are the lines of the timeline, oldest first.
func (f *Follow) moments(lang string, one *cases.Case) []Moment {
	var moments []Moment
	for _, m := range one.Timeline() {
		organisation := m.Organisation
		if organisation == "" {
			organisation = f.set.Text(lang, "follow.who.adviser")
		}
		moments = append(moments, Moment{
			At: m.At.In(calendar.Location()), Who: f.who(lang, m.Who, m.Organisation),
			Text: f.set.Text(lang, "timeline."+m.What, "organisatie", organisation),
		})
	}
	return moments
}

// messages are the texts of the thread that the asker may read, oldest first;
// the last answer stands by itself.
func (f *Follow) messages(lang string, one *cases.Case) (answer *Message, rest []Message) {
	last := -1
	for i, e := range one.Thread {
		if e.Kind == cases.EntryAnswer {
			last = i
		}
	}
	for i, e := range one.Thread {
		if !e.ForAsker() {
			continue
		}
		m := Message{
			At: e.At.In(calendar.Location()), Title: f.set.Text(lang, "follow.entry_kind."+string(e.Kind)),
			Who: f.who(lang, e.Who, one.NameOf(e)), Text: e.Text,
		}
		if i == last {
			m.Title = f.set.Text(lang, "follow.answer")
			if name := one.NameOf(e); name != "" {
				m.Title = f.set.Text(lang, "follow.answer_of", "organisatie", name)
			}
			answer = &m
			continue
		}
		rest = append(rest, m)
	}
	return answer, rest
}

// shares lists who got which data.
func (f *Follow) shares(lang string, one *cases.Case) []Share {
	var shares []Share
	for _, s := range one.Shared {
		share := Share{At: s.At.In(calendar.Location()), Organisation: s.Organisation}
		for _, name := range s.Fields {
			share.Fields = append(share.Fields, f.fields.Label(lang, one.Kind, name))
		}
		shares = append(shares, share)
	}
	return shares
}

// holders says who has the case now, nil for nobody: one or more by name, or the
// desk, or whoever reads it.
func (f *Follow) holders(lang string, one *cases.Case) []string {
	switch stage := one.Stage(); stage.Term {
	case domain.TermReferred:
		return f.advisers(lang, one)
	case domain.TermRelayed:
		if r := one.Relayed(); r != nil {
			return []string{r.Name}
		}
		return nil
	case domain.TermAnswered:
		return []string{f.set.Text(lang, "follow.holder.answered")}
	case domain.TermAsker, domain.TermConfirm, domain.TermStale:
		return []string{f.set.Text(lang, "follow.holder.you")}
	default:
		if stage.Phase != domain.PhaseOpen {
			return nil
		}
		return []string{f.set.Text(lang, "follow.holder.desk")}
	}
}

// advisers lists the organisations that have something to do, each with how far
// it is.
func (f *Follow) advisers(lang string, one *cases.Case) []string {
	var names []string
	for _, r := range one.Referrals {
		line := r.Organisation + " (" + f.set.Text(lang, "verwijzing."+r.State) + ")"
		if r.IsLive() && !slices.Contains(names, line) {
			names = append(names, line)
		}
	}
	return names
}

// submitted is what somebody sent, as people read it. A term that the site has
// given up since is left out.
func (f *Follow) submitted(lang string, one *cases.Case) []web.Answer {
	s := domain.NewSubmission(one.Kind)
	if s == nil {
		return nil
	}
	schema.DecodeForm(one.Fields, s.Fields(f.set.Taxonomy()))
	return f.fields.Sent(lang, s)
}

// subject is a short line about the case.
func (f *Follow) subject(lang string, one *cases.Case) string {
	switch one.Kind {
	case domain.KindQuestion, domain.KindContact:
		return first(one.Fields["onderwerp"])
	case domain.KindAdvice:
		return f.set.Label(lang, "ambitie", first(one.Fields["ambitie"]))
	}
	return first(one.Fields["naam"])
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
