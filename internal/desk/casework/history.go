package casework

import (
	"slices"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/reference"
	"mkbloket/internal/schema"
)

// thread is what was written about the case since it came in, oldest first.
func (d *desk) thread(v *View, one *cases.Case, known people) {
	titles := map[cases.EntryKind]string{
		cases.EntryAnswer: "Antwoord van het loket", cases.EntryAsk: "Vraag van het loket", cases.EntryAdded: "Aanvulling van de vrager",
		cases.EntryReopen: "Waarom opnieuw geopend", cases.EntryNote: "Interne notitie", cases.EntryAdviser: "Bericht van de adviseur",
	}
	for _, e := range one.Thread {
		m := Message{At: local(e.At), Title: titles[e.Kind], Who: who(e.Who, e.Account, known), Text: e.Text, Internal: !e.ForAsker()}
		if m.Title == "" {
			m.Title = string(e.Kind)
		}
		v.Messages = append(v.Messages, m)
	}
}

// referred is who was asked for what.
func (d *desk) referred(v *View, one *cases.Case, now time.Time) {
	open := one.OpenNeeds()
	what := map[string]string{}
	for _, n := range one.Needs {
		what[n.ID] = d.need(n)
		isOpen := slices.ContainsFunc(open, func(o cases.Need) bool { return o.ID == n.ID })
		v.Needs = append(v.Needs, Need{ID: n.ID, What: what[n.ID], Dropped: local(n.DroppedAt), Open: isOpen})
	}
	for _, r := range one.Referrals {
		row := Referral{ID: r.ID, Need: what[r.Need], Organisation: r.Organisation, State: d.set.Text("nl", "verwijzing."+r.State),
			Offered: local(r.OfferedAt), Live: r.IsLive()}
		if r.Reason != "" {
			row.Reason = d.set.Text("nl", "reden."+r.Reason)
		}
		if r.Adviser != "" {
			row.Page = d.onSite(r.Adviser)
		}
		if r.IsLive() {
			row.Due = dueWords(r.DueAt(), now)
		}
		v.Referrals = append(v.Referrals, row)
	}
}

// onSite is the address of a page of the site, which may have another host name
// than the desk.
func (d *desk) onSite(name string) string {
	return d.set.Site().Base + "/" + strings.Trim(name, "/") + "/"
}

// relayed is who had a message to a profile.
func (d *desk) relayed(v *View, one *cases.Case) {
	for _, r := range one.Relays {
		f := Fact{Label: r.Name, At: local(r.At), Text: "gekregen"}
		switch {
		case !r.AnsweredAt.IsZero():
			f.Text = "gereageerd op " + calendar.FormatDate(r.AnsweredAt, "nl")
		case r.Reason != "":
			f.Text = "teruggegeven: " + d.set.Text("nl", "reden."+r.Reason)
		case !r.EndedAt.IsZero():
			f.Text = "niet gereageerd"
		}
		v.Relays = append(v.Relays, f)
	}
}

// need is a need in words: an ambition of the form, or what an officer wrote.
func (d *desk) need(n cases.Need) string {
	if d.set.Taxonomy().Ambitions.Has(n.What) {
		return d.set.Label("nl", "ambitie", n.What)
	}
	return n.What
}

// history is the log and the mail.
func (d *desk) history(v *View, one *cases.Case, known people) {
	for _, e := range slices.Backward(one.Log) {
		if !e.IsSending() { // the mail stands below
			v.Moments = append(v.Moments, d.moment(one, e, known))
		}
	}
	states := map[string]string{cases.MailWaiting: "wordt verstuurd", cases.MailSent: "verstuurd", cases.MailGivenUp: "niet gelukt", cases.MailReturned: "teruggekomen"}
	for _, m := range slices.Backward(one.Mail) {
		row := Mail{To: m.Message.To, Subject: m.Message.Subject, State: states[m.State], At: local(m.Message.Date)}
		row.Trouble = m.State == cases.MailGivenUp || m.State == cases.MailReturned
		if row.Trouble && !slices.Contains(v.Bounced, m.Message.To) {
			v.Bounced = append(v.Bounced, m.Message.To)
		}
		v.Mail = append(v.Mail, row)
	}
}

// moment is a line of the log in words.
func (d *desk) moment(one *cases.Case, e cases.Event, known people) Moment {
	m := Moment{At: local(e.At), Text: verbWord(e.What), Who: who(e.Who, e.Account, known)}
	about := e.About
	if r, ok := one.Referral(about); ok {
		about = r.Organisation
	} else if i := slices.IndexFunc(one.Relays, func(r cases.Relay) bool { return r.ID == about }); i >= 0 {
		about = one.Relays[i].Name
	} else if i := slices.IndexFunc(one.Needs, func(n cases.Need) bool { return n.ID == about }); i >= 0 {
		about = d.need(one.Needs[i])
	} else if _, err := reference.Parse(about); err == nil && strings.Contains(about, "-") {
		m.Ref, about = about, ""
	} else if e.What == string(domain.VerbAssign) {
		about = known.name(about)
	} else if d.set.HasText("uitkomst."+about) && e.What == string(domain.VerbFinish) {
		about = d.set.Text("nl", "uitkomst."+about)
	} else if d.set.HasText("reden." + about) {
		about = d.set.Text("nl", "reden."+about)
	}
	if about != "" {
		m.Text += ": " + about
	}
	return m
}

// verbWord is what happened, for staff.
func verbWord(what string) string {
	words := map[domain.Verb]string{
		domain.VerbReceive: "Ontvangen", domain.VerbTake: "Opgepakt", domain.VerbAssign: "Toegewezen", domain.VerbAnswer: "Beantwoord",
		domain.VerbAsk: "Teruggevraagd", domain.VerbFinish: "Afgesloten", domain.VerbRedirect: "Doorgezet als adviesaanvraag",
		domain.VerbSpam: "Als spam opzijgelegd", domain.VerbNotSpam: "Geen spam", domain.VerbRefer: "Voorgelegd aan adviseurs",
		domain.VerbNeed: "Behoefte gewijzigd", domain.VerbAdd: "Aangevuld", domain.VerbReopen: "Opnieuw geopend",
		domain.VerbWithdraw: "Ingetrokken", domain.VerbFeedback: "Beoordeeld", domain.VerbAccept: "Adviseur zei ja",
		domain.VerbDecline: "Adviseur zei nee", domain.VerbContact: "Adviseur had contact", domain.VerbContinue: "Traject loopt door",
		domain.VerbDone: "Traject afgerond", domain.VerbNoHelp: "Adviseur kan niet helpen", domain.VerbUnreachable: "Vrager niet bereikt",
		domain.VerbReturn: "Adviseur gaf terug", domain.VerbExpire: "Verlopen zonder reactie", domain.VerbFollow: "Verwijzing teruggetrokken",
		domain.VerbConfirm: "Adres bevestigd", domain.VerbCheck: "Gecontroleerd", domain.VerbApprove: "Gepubliceerd",
		domain.VerbReject: "Niet geplaatst", domain.VerbPause: "Gepauzeerd", domain.VerbResume: "Hervat",
		domain.VerbReconfirm: "Opnieuw bevestigd", domain.VerbUnlist: "Van de site gehaald", domain.VerbNote: "Notitie geschreven",
		domain.VerbErasure: "Om wissen gevraagd", domain.VerbHold: "Bewaarplicht", domain.VerbEscalate: "Gemeld bij de coördinator",
		domain.VerbRemind: "Herinnerd", domain.VerbRevoke: "Links ingetrokken", cases.VerbMerge: "Andere zaak samengevoegd met deze",
		domain.VerbRelay: "Bericht doorgestuurd", domain.VerbSurface: "Kwam bij het loket: niemand reageerde",
		domain.VerbPropose: "Wijziging van het profiel gevraagd", domain.VerbRetract: "Wijziging ingetrokken", domain.VerbAdopt: "Wijziging geplaatst",
		domain.VerbRefuse: "Wijziging niet geplaatst", domain.VerbCapacity: "Capaciteit gewijzigd", domain.VerbDeputy: "Vervanger gewijzigd",
	}
	if word, ok := words[domain.Verb(what)]; ok {
		return word
	}
	if what == "" {
		return ""
	}
	return strings.ToUpper(what[:1]) + what[1:]
}

// who is who did something, for staff.
func who(party, account string, known people) string {
	switch domain.Party(party) {
	case domain.PartyOfficer:
		if name := known.name(account); name != "" {
			return name
		}
		return "een medewerker"
	case domain.PartyAsker:
		return "de vrager"
	case domain.PartyOwner:
		return "de eigenaar"
	case domain.PartyAdviser:
		return "de adviseur"
	case domain.PartyClock:
		return "de klok"
	}
	if account != "" {
		return party + ", " + known.name(account)
	}
	return party
}

// label is the name of a choice; empty without one.
func (d *desk) label(field, slug string) string {
	if slug == "" {
		return ""
	}
	if field == "gemeente" {
		field = "regios"
	}
	return d.set.Label("nl", field, slug)
}

// fieldLabel is the name of a field of a form.
func (d *desk) fieldLabel(kind domain.Kind, name string) string {
	if label, ok := shortLabels[name]; ok {
		return label
	}
	for _, key := range []string{string(kind) + "." + name, "veld." + name} {
		if d.set.HasText(key) {
			return d.set.Text("nl", key)
		}
	}
	return name
}

// shown is the values of a field as people read them.
func (d *desk) shown(f schema.Field, values []string) []string {
	out := slices.Clone(values)
	for i, value := range values {
		switch f.Kind() {
		case schema.KindChoice, schema.KindChoices:
			out[i] = d.set.Label("nl", f.Vocabulary().Name(), value)
		case schema.KindEuro:
			out[i] = "€ " + value
		case schema.KindRef:
			if title, ok := d.config.Titles("nl", f.Target(), value); ok {
				out[i] = title
			}
		case schema.KindDate:
			if t, err := time.Parse(time.DateOnly, value); err == nil {
				out[i] = calendar.FormatDate(t, "nl")
			}
		}
	}
	return out
}
