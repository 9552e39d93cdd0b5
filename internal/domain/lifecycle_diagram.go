package domain

import (
	"fmt"
	"slices"
	"strings"
)

// Diagram draws the life as a Mermaid state diagram
// (https://mermaid.js.org/syntax/stateDiagram.html). Verbs that lead from one
// status to the same other one share an arrow; those that leave the status as
// it is are left out, and so is who may do it: Table says both.
func (l *Lifecycle) Diagram() string {
	var b strings.Builder
	fmt.Fprintf(&b, "stateDiagram-v2\n  direction LR\n  [*] --> %s\n", l.Start)
	for _, from := range l.Stages {
		for _, to := range l.Stages {
			if verbs := l.between(from.Slug, to.Slug); from.Slug != to.Slug && len(verbs) > 0 {
				fmt.Fprintf(&b, "  %s --> %s: %s\n", from.Slug, to.Slug, strings.Join(verbs, ", "))
			}
		}
	}
	for _, s := range l.Stages {
		switch {
		case s.Into != "":
			fmt.Fprintf(&b, "  %s --> [*]: verder als %s\n", s.Slug, s.Into)
		case s.Phase == PhaseClosed:
			fmt.Fprintf(&b, "  %s --> [*]\n", s.Slug)
		}
	}
	return b.String()
}

// between lists the verbs from one status to another.
func (l *Lifecycle) between(from, to string) []string {
	var verbs []string
	for _, s := range l.Steps {
		if s.From == from && s.To == to && !slices.Contains(verbs, string(s.Verb)) {
			verbs = append(verbs, string(s.Verb))
		}
	}
	return verbs
}

// Table writes the life as a Markdown table: what the clock watches in each
// status, and who may do what.
func (l *Lifecycle) Table() string {
	var b strings.Builder
	b.WriteString("| status | whose turn | term | what may happen |\n| --- | --- | --- | --- |\n")
	for _, s := range l.Stages {
		var can []string
		for _, by := range []Party{PartyAsker, PartyOwner, PartyAdviser, PartyOfficer, PartyClock} {
			if verbs := l.Verbs(s.Slug, by); len(verbs) > 0 {
				can = append(can, fmt.Sprintf("%s: %s", by, join(verbs)))
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", s.Slug, s.Phase, s.Term, strings.Join(can, "; "))
	}
	return b.String()
}

func join(verbs []Verb) string {
	var words []string
	for _, v := range verbs {
		words = append(words, string(v))
	}
	return strings.Join(words, ", ")
}

// TermsTable writes the terms as a Markdown table.
func TermsTable() string {
	var b strings.Builder
	b.WriteString("| term | days | reminders | then |\n| --- | --- | --- | --- |\n")
	for _, t := range Terms() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", t.Name, t.days(), t.reminders(), t.Then)
	}
	return b.String()
}

func (t Term) days() string {
	switch {
	case t.Days == 0:
		return "kept with the case"
	case t.Working:
		return fmt.Sprintf("%d working days", t.Days)
	}
	return fmt.Sprintf("%d days", t.Days)
}

func (t Term) reminders() string {
	switch {
	case t.Reminders > 0:
		return fmt.Sprintf("%d to the %s, %d working days apart", t.Reminders, t.Reminds, t.Again)
	case t.Reminds == PartyOfficer:
		return "digest of each day"
	}
	return ""
}
