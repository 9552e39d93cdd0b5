package main

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/privacy"
)

//go:embed person.html
var personPage string

// personLabels says in Dutch what the names in a stored case mean. Names of the
// fields of a form are Dutch as they are.
func personLabels() map[string]string {
	return map[string]string{
		"reference": "kenmerk", "kind": "soort", "track": "verder als", "language": "taal", "created_at": "ontvangen", "due_at": "beloofd vóór",
		"fields": "wat u invulde", "flags": "kenmerken van een verdacht bericht", "consents": "uw toestemming", "purpose": "waarvoor",
		"version": "versie van de tekst", "given_at": "gegeven op", "log": "wat ermee gebeurde", "at": "wanneer", "what": "wat", "who": "door",
		"account": "medewerker of adviseur", "about": "over", "mail": "mail", "message": "bericht", "state": "stand", "attempts": "pogingen",
		"unanswered": "pogingen zonder antwoord", "next_at": "volgende poging", "sent_at": "verzonden", "assignee": "behandelaar", "thread": "berichten",
		"text": "tekst", "needs": "waar u hulp bij zoekt", "referrals": "doorverwezen", "need": "waarvoor", "adviser": "adviseur",
		"organisation": "organisatie", "offered_at": "gevraagd", "answered_at": "beantwoord", "contact_at": "contact", "ended_at": "afgelopen",
		"dropped_at": "vervallen", "shared": "met wie uw gegevens zijn gedeeld", "referral": "doorverwijzing", "outcome": "uitkomst", "reason": "reden",
		"feedback": "uw oordeel", "answered": "antwoord op uw vraag", "useful": "bruikbaar", "comment": "opmerking", "hold": "mag niet gewist worden",
		"closed_at": "gesloten", "erasure_at": "gevraagd om te wissen", "news_at": "laatste nieuws", "confirmed_at": "bevestigd", "paused_until": "gepauzeerd tot",
		"confirm": "bevestigen van uw adres", "until": "tot", "used_at": "gebruikt", "ID": "nummer", "id": "nummer", "From": "van", "FromName": "naam",
		"To": "aan", "ReplyTo": "antwoord aan", "Subject": "onderwerp", "Text": "tekst", "HTML": "tekst met opmaak", "Language": "taal", "Date": "datum",
		"question": "vraag", "profile": "profiel", "advice": "adviesaanvraag",
		"contact": "bericht via een profiel", "relays": "naar wie uw bericht ging", "page": "pagina", "name": "naam", "places": "berichten die meetellen",
		"ref": "kenmerk", "deputy": "vervanger",
	}
}

// personOrder lists the names that come first, in this order; the others follow
// by the alphabet.
func personOrder() []string {
	return []string{"reference", "kind", "created_at", "due_at", "closed_at", "outcome", "fields", "consents", "shared", "thread", "referrals", "feedback",
		"at", "To", "From", "Subject", "Date", "Text"}
}

// row is one line of the page: a name in Dutch and what stands beside it.
type row struct {
	Name  string
	Value any
}

// rows puts what is stored under names in order, without what is empty.
func rows(stored map[string]any) []row {
	labels, order := personLabels(), personOrder()
	names := slices.SortedFunc(maps.Keys(stored), func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(order, a), rank(order, b)), cmp.Compare(a, b))
	})
	var made []row
	for _, name := range names {
		value := stored[name]
		if list, ok := value.([]any); ok && len(list) == 1 {
			value = list[0]
		}
		if text, ok := value.(string); ok && (name == "kind" || name == "track") && labels[text] != "" {
			value = labels[text]
		}
		if value != nil && value != "" {
			made = append(made, row{cmp.Or(labels[name], name), value})
		}
	}
	return made
}

func rank(order []string, name string) int {
	if i := slices.Index(order, name); i >= 0 {
		return i
	}
	return len(order)
}

// personFuncs are what the page needs to show any stored case: a field that is
// added to it later shows up by itself, under its own name.
func personFuncs() template.FuncMap {
	return template.FuncMap{
		"rows":   rows,
		"label":  func(kind any) string { return personLabels()[fmt.Sprint(kind)] },
		"isMap":  func(v any) bool { _, ok := v.(map[string]any); return ok },
		"isList": func(v any) bool { _, ok := v.([]any); return ok },
		"isTime": func(v any) bool { return !asTime(v).IsZero() },
		"moment": func(v any) string { return calendar.FormatMoment(asTime(v), "nl") },
		"plain": func(v any) any {
			if yes, ok := v.(bool); ok {
				return map[bool]string{true: "ja", false: "nee"}[yes]
			}
			return v
		},
		"join": func(s []string) string { return strings.Join(s, ", ") },
	}
}

// asTime is the moment that a value is or holds as text, or the zero time.
func asTime(v any) time.Time {
	switch v := v.(type) {
	case time.Time:
		return v
	case string:
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return t
		}
	}
	return time.Time{}
}

// writeExport makes the folder out with person.json, person.html and copies of
// the files with mail, for the owner of the folder only.
func writeExport(out string, e *privacy.Export, files, pages []string) error {
	if names, err := os.ReadDir(out); err == nil && len(names) > 0 {
		return fmt.Errorf("%s is niet leeg: noem een nieuwe map", out)
	}
	if err := os.MkdirAll(out, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	page, err := template.New("person").Funcs(personFuncs()).Parse(personPage)
	if err != nil {
		return fmt.Errorf("read page: %w", err)
	}
	names := make([]string, 0, len(files))
	for _, f := range files {
		names = append(names, filepath.Base(f))
	}
	err = errors.Join(
		newFile(filepath.Join(out, "person.json"), func(w io.Writer) error {
			encoder := json.NewEncoder(w)
			encoder.SetIndent("", "  ")
			return encoder.Encode(e)
		}),
		newFile(filepath.Join(out, "person.html"), func(w io.Writer) error {
			return page.Execute(w, map[string]any{"Export": e, "Files": names, "Pages": pages})
		}))
	return errors.Join(err, copyMail(filepath.Join(out, mailFolder), files))
}

// copyMail copies files with mail into a folder, which it makes when there are any.
func copyMail(folder string, files []string) error {
	for _, from := range files {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return fmt.Errorf("make folder: %w", err)
		}
		to := filepath.Join(folder, filepath.Base(from))
		if err := newFile(to, func(w io.Writer) error { return copyFile(w, from) }); err != nil {
			return err
		}
	}
	return nil
}

// newFile makes a file for its owner only.
func newFile(path string, fill func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make file: %w", err)
	}
	if err := errors.Join(fill(f), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
