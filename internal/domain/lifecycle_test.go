package domain

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

func TestEveryStatusIsReachable(t *testing.T) {
	for _, l := range Lifecycles() {
		reached := []string{l.Start}
		for i := 0; i < len(reached); i++ {
			for _, s := range l.Steps {
				if s.From == reached[i] && !slices.Contains(reached, s.To) {
					reached = append(reached, s.To)
				}
			}
		}
		for _, s := range l.Stages {
			if !slices.Contains(reached, s.Slug) {
				t.Errorf("%s: got no way from %s to %s, want one", l.Name, l.Start, s.Slug)
			}
		}
		if len(reached) != len(l.Stages) {
			t.Errorf("%s: got %v, want only declared statuses", l.Name, reached)
		}
	}
}

func TestFromEveryStatusThereIsAWayToAnEnd(t *testing.T) {
	for _, l := range Lifecycles() {
		for _, from := range l.Stages {
			if from.Phase == PhaseClosed {
				continue
			}
			if !l.ends(from.Slug, map[string]bool{}) {
				t.Errorf("%s: got no end from %s, want one", l.Name, from.Slug)
			}
		}
	}
}

// ends reports whether a closed stage can be reached.
func (l *Lifecycle) ends(from string, seen map[string]bool) bool {
	if stage, ok := l.Stage(from); ok && stage.Phase == PhaseClosed {
		return true
	}
	seen[from] = true
	return slices.ContainsFunc(l.Steps, func(s Step) bool { return s.From == from && !seen[s.To] && l.ends(s.To, seen) })
}

func TestNoOpenStatusIsForgotten(t *testing.T) {
	for _, l := range Lifecycles() {
		for _, s := range l.Stages {
			term, ok := TermOf(s.Term)
			if s.Phase == PhaseClosed {
				if s.Term != "" {
					t.Errorf("%s: %s is closed and has the term %s", l.Name, s.Slug, s.Term)
				}
				continue
			}
			if !ok {
				t.Errorf("%s: %s has no term", l.Name, s.Slug)
				continue
			}
			if s.Phase == PhaseOpen && term.Reminds != PartyOfficer {
				t.Errorf("%s: %s is for the desk, and nobody there is reminded", l.Name, s.Slug)
			}
			if s.Phase == PhaseWaiting && !slices.Contains(l.Verbs(s.Slug, PartyClock), term.Then) {
				t.Errorf("%s: the clock cannot end %s by %s", l.Name, s.Slug, term.Then)
			}
		}
	}
}

func TestStepsUseDeclaredStatusesOnce(t *testing.T) {
	for _, l := range Lifecycles() {
		seen := map[string]string{}
		for _, s := range l.Steps {
			_, from := l.Stage(s.From)
			_, to := l.Stage(s.To)
			if !from || !to || len(s.By) == 0 || s.Verb == "" {
				t.Errorf("%s: got the step %+v, want declared statuses and somebody who may", l.Name, s)
			}
			for _, by := range s.By {
				key := s.From + " " + string(s.Verb) + " " + string(by)
				if before, ok := seen[key]; ok && s.Verb != VerbFollow {
					t.Errorf("%s: %s leads to %s and to %s, want one", l.Name, key, before, s.To)
				}
				seen[key] = s.To
			}
		}
	}
}

func TestNextSaysWhyNot(t *testing.T) {
	var tests = []struct {
		life *Lifecycle
		from string
		verb Verb
		by   Party
		to   string
		err  error
	}{
		{QuestionLife(), StatusNew, VerbTake, PartyOfficer, StatusInProgress, nil},
		{QuestionLife(), StatusAnswered, VerbReopen, PartyAsker, StatusInProgress, nil},
		{QuestionLife(), StatusNew, VerbAnswer, PartyAsker, "", ErrNotYours},
		{QuestionLife(), StatusSpam, VerbAnswer, PartyOfficer, "", ErrNotNow},
		{QuestionLife(), StatusNew, "vernietigen", PartyOfficer, "", ErrNotNow},
		{QuestionLife(), "onbekend", VerbTake, PartyOfficer, "", ErrUnknownStatus},
		{QuestionLife(), "", VerbTake, PartyOfficer, "", ErrUnknownStatus},
		{AdviceLife(), StatusTriage, VerbRefer, PartyOfficer, StatusRouted, nil},
		{AdviceLife(), StatusTriage, VerbRefer, PartyAdviser, "", ErrNotYours},
		{ReferralLife(), ReferralOffered, VerbDone, PartyAdviser, "", ErrNotNow},
		{ReferralLife(), ReferralDone, VerbExpire, PartyClock, "", ErrNotNow},
		{ProfileLife(), StatusSubmitted, VerbApprove, PartyOfficer, "", ErrNotNow},
		{ProfileLife(), StatusSubmitted, VerbConfirm, PartyOfficer, "", ErrNotYours},
		{ProfileLife(), ProfileExpired, VerbUnlist, PartyClock, ProfileUnlisted, nil},
	}
	for _, test := range tests {
		to, err := test.life.Next(test.from, test.verb, test.by)
		if to != test.to || !errors.Is(err, test.err) {
			t.Errorf("%s of %s by %s: got %q and %v, want %q and %v", test.verb, test.from, test.by, to, err, test.to, test.err)
		}
	}
	if err := AdviceLife().Reach(StatusRouted, VerbFollow, PartyClock, StatusClosed); !errors.Is(err, ErrNotNow) {
		t.Errorf("follow into an end: got %v, want %v", err, ErrNotNow)
	}
	if err := AdviceLife().Reach(StatusRouted, VerbFollow, PartyClock, StatusTriage); err != nil {
		t.Errorf("follow into triage: got %v, want no error", err)
	}
}

func TestClosingHasAnOutcomeWhereverTheDeskCloses(t *testing.T) {
	for _, kind := range Kinds() {
		finishes := slices.ContainsFunc(Life(kind).Steps, func(s Step) bool { return s.Verb == VerbFinish })
		if got := len(Outcomes(kind)) > 0; got != finishes {
			t.Errorf("%s: got outcomes %v, want them only where a case is closed with one", kind, Outcomes(kind))
		}
	}
	if IsOutcome(KindQuestion, "financierbaar_plan") || !IsOutcome(KindAdvice, "financierbaar_plan") {
		t.Error("got the outcome of advice for a question, or not for advice")
	}
}

// TestLifecyclePageIsTheData compares docs/lifecycle.md with what it is made of.
func TestLifecyclePageIsTheData(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "lifecycle.md")
	if *update {
		if err := os.WriteFile(path, []byte(page()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(raw), page(); got != want {
		t.Error("docs/lifecycle.md is not what the data says; run go test ./internal/domain -update and read the difference")
	}
}

// page is docs/lifecycle.md.
func page() string {
	titles := map[string]string{"question": "Question", "profile": "Profile", "advice": "Advice request", "referral": "Referral"}
	var b strings.Builder
	b.WriteString("# The life of a case\n\nMade from the data in `internal/domain` (`lifecycle*.go`) by `go test ./internal/domain -update`; a test compares.\n" +
		"Why it is so: [decision 15](decisions/0015-life-of-a-case.md). Statuses and verbs are the Dutch slugs that are stored.\n" +
		"`open` is the desk's turn, `wacht` somebody else's, `gesloten` nobody's.\n")
	for _, l := range Lifecycles() {
		b.WriteString("\n## " + titles[l.Name] + "\n\n```mermaid\n" + l.Diagram() + "```\n\n" + l.Table())
	}
	b.WriteString("\n## Terms\n\n" + TermsTable())
	return b.String()
}
