package cases

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/store"
)

func TestWhatMakesTwoSubmissionsTheSame(t *testing.T) {
	base := question("Onderwerp", "j@voorbeeld.example")
	base.Token = "token-1"
	tokenless := base
	tokenless.Token = ""
	otherToken := base
	otherToken.Token = "token-2"
	otherText := question("Ander onderwerp", "j@voorbeeld.example")
	otherText.Token = "token-1"
	flagged := base
	flagged.Flags, flagged.Language = []string{"snel"}, "en"
	var tests = []struct {
		name          string
		first, second Input
		later         time.Duration
		same          bool
	}{
		{"same token and text", base, base, 0, true},
		{"a week later", base, base, 7 * 24 * time.Hour, true},
		{"flags and language do not count", base, flagged, 0, true},
		{"other token", base, otherToken, 0, false},
		{"other text", base, otherText, 0, false},
		{"no token, same day", tokenless, tokenless, time.Hour, true},
		{"no token, next day", tokenless, tokenless, 24 * time.Hour, false},
		{"no token and a token", tokenless, base, 0, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, Limits{})
			first := w.submit(test.first)
			w.pass(test.later)
			w.start(w.config.Store, Limits{}) // also after a restart
			second := w.submit(test.second)
			if got := first.Reference == second.Reference; got != test.same || second.Again != test.same || first.Again {
				t.Errorf("got %v and %v, want the same: %v", first, second, test.same)
			}
		})
	}
}

func TestParallelSubmissionsAreOneCaseInEveryProcess(t *testing.T) {
	const rounds, posts = 50, 10
	w := newWorld(t, Limits{PerOrigin: -1, All: -1})
	other, err := New(w.config) // another process on the same store: no shared turns
	if err != nil {
		t.Fatal(err)
	}
	for round := range rounds {
		in := question(fmt.Sprint(round), "j@voorbeeld.example")
		in.Token = "token"
		references := map[string]bool{}
		fresh := 0
		var mu sync.Mutex
		var group sync.WaitGroup
		for i := range posts {
			group.Go(func() {
				process := w.Cases
				if i%2 == 1 {
					process = other
				}
				got, err := process.Submit(t.Context(), in)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				references[got.Reference] = true
				if !got.Again {
					fresh++
				}
			})
		}
		group.Wait()
		if len(references) != 1 || fresh != 1 {
			t.Fatalf("round %d: got references %v, %d new, want one", round, references, fresh)
		}
	}
	if got := w.listed(IndexQueue, QueueNew); got != rounds {
		t.Errorf("got %d cases, want %d", got, rounds)
	}
}

func TestCollisionOfAReferenceTakesTheNext(t *testing.T) {
	w := newWorld(t, Limits{})
	in := question("Onderwerp", "j@voorbeeld.example")
	in.Token = "token"
	identity, err := w.identity(domain.KindQuestion, "token", w.now(), schema.Values(in.Submission.Fields(w.config.Taxonomy)))
	if err != nil {
		t.Fatal(err)
	}
	taken, err := w.candidate(identity, 0)
	if err != nil {
		t.Fatal(err)
	}
	squatter := &Case{Format: Format, Reference: taken, Identity: hex.EncodeToString(make([]byte, 32)), Person: "x", CreatedAt: w.now(), DueAt: w.now()}
	r, err := Encode(squatter)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.config.Store.Create(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	first, second := w.submit(in), w.submit(in)
	if first.Reference == taken || first.Reference != second.Reference || !second.Again {
		t.Errorf("got %v and %v, want one reference other than %s", first, second, taken)
	}
}

// unsure is a store whose first Create happens but loses its answer.
type unsure struct {
	store.Store
	lost bool
}

func (u *unsure) Create(ctx context.Context, r store.Record) (store.Record, error) {
	made, err := u.Store.Create(ctx, r)
	if err == nil && !u.lost {
		u.lost = true
		return store.Record{}, store.ErrUnavailable
	}
	return made, err
}

func TestLostAnswerOfTheStoreIsHarmless(t *testing.T) {
	w := newWorld(t, Limits{})
	w.start(&unsure{Store: w.config.Store}, Limits{})
	in := question("Onderwerp", "j@voorbeeld.example")
	if _, err := w.Submit(t.Context(), in); !errors.Is(err, store.ErrUnavailable) {
		t.Fatalf("got %v, want ErrUnavailable", err)
	}
	if got := w.submit(in); !got.Again {
		t.Errorf("got a second case %v", got)
	}
}

func TestLimits(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: 2, Window: 10 * time.Minute})
	w.submit(question("1", "a@voorbeeld.example"))
	w.submit(question("2", "a@voorbeeld.example"))
	w.pass(4 * time.Minute)
	_, err := w.Submit(t.Context(), question("3", "a@voorbeeld.example"))
	var limit *LimitError
	if !errors.As(err, &limit) || limit.After != 6*time.Minute {
		t.Errorf("got %v, want a limit for six minutes", err)
	}
	w.submit(question("2", "a@voorbeeld.example")) // a repeat is not a new one
	w.pass(6 * time.Minute)
	w.submit(question("3", "a@voorbeeld.example"))
}

func TestOneOriginCannotUseUpWhatEverybodyMaySend(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: 2, All: 10})
	var group sync.WaitGroup
	for i := range 50 {
		in := question(fmt.Sprint(i), "a@voorbeeld.example")
		in.Origin = "198.51.100.7/32"
		group.Go(func() { _, _ = w.Submit(t.Context(), in) })
	}
	group.Wait()
	if got := w.listed(IndexQueue, QueueNew); got != 2 {
		t.Errorf("got %d cases of one origin, want 2", got)
	}
	w.submit(question("van een ander", "b@voorbeeld.example"))
}

func TestLimitHoldsOverARestart(t *testing.T) {
	limits := Limits{PerOrigin: 2, All: 4}
	w := newWorld(t, limits)
	w.submit(question("1", "a@voorbeeld.example"))
	w.submit(question("2", "a@voorbeeld.example"))
	w.start(w.config.Store, limits)
	for i := range 5 {
		if _, err := w.Submit(t.Context(), question(fmt.Sprint("te veel ", i), "a@voorbeeld.example")); !errors.As(err, new(*LimitError)) {
			t.Errorf("got %v, want a limit", err)
		}
	}
	other := question("3", "b@voorbeeld.example")
	other.Origin = "198.51.100.7/32"
	w.submit(other) // the fourth that was counted: the refusals counted once
}

func TestRefusalsDoNotUseUpConfirmations(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: 1, Confirmations: 2, Window: 10 * time.Minute})
	w.submit(question("1", "j@voorbeeld.example"))
	for range 5 {
		if _, err := w.Submit(t.Context(), question("2", "j@voorbeeld.example")); !errors.As(err, new(*LimitError)) {
			t.Fatalf("got %v, want a limit", err)
		}
	}
	w.pass(10 * time.Minute)
	made, _ := w.read(w.submit(question("2", "j@voorbeeld.example")).Reference)
	if len(made.Mail) != 2 {
		t.Error("got no confirmation, want one: this is only the second case of the day")
	}
}

func TestConfirmationsAreCappedPerAddressAndDay(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	counts := map[int]int{}
	for i := range 5 {
		made, _ := w.read(w.submit(question(fmt.Sprint(i), "J@voorbeeld.example")).Reference)
		counts[len(made.Mail)]++
	}
	if counts[2] != 3 || counts[1] != 2 {
		t.Errorf("got %v, want 3 cases with a confirmation and 2 with only the notice", counts)
	}
	made, _ := w.read(w.submit(question("x", "ander@voorbeeld.example")).Reference)
	if len(made.Mail) != 2 {
		t.Error("another address gets no confirmation")
	}
}

func TestDoubleClicksDoNotUseUpConfirmations(t *testing.T) {
	w := newWorld(t, Limits{})
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			if _, err := w.Submit(t.Context(), question("x", "j@voorbeeld.example")); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	made, _ := w.read(w.submit(question("y", "j@voorbeeld.example")).Reference)
	if len(made.Mail) != 2 {
		t.Error("the second case of the day has no confirmation")
	}
}

func TestFlaggedCasesWaitApart(t *testing.T) {
	w := newWorld(t, Limits{})
	in := question("x", "j@voorbeeld.example")
	in.Flags = []string{"lokveld"}
	w.submit(in)
	if w.listed(IndexQueue, QueueNew) != 0 || w.listed(IndexQueue, QueueSuspect) != 1 {
		t.Error("want the case in the list of suspect ones only")
	}
}
