package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
)

// turn is one attempt of a racer to add its token to the record.
type turn struct {
	token string
	err   error
}

func TestRacingUpdatesAreNeitherLostNorDoubledUnderFaults(t *testing.T) {
	underFaults(t, func(t *testing.T, s *dynamo.Store) {
		if _, err := s.Create(t.Context(), record("a", "")); err != nil {
			t.Fatal(err)
		}
	}, addTokens, checkTurns)
}

// addTokens reads the record and writes it back with a token of its own, until
// a number of writes did not find the record changed.
func addTokens(t *testing.T, s *dynamo.Store, client int) (turns []turn) {
	for done := 0; done < perHead/2; {
		token := fmt.Sprintf("c%d-%d;", client, len(turns))
		err := within(t, func(ctx context.Context) error {
			r, err := s.Get(ctx, "a")
			if err != nil {
				return err
			}
			r.Body = append(r.Body, token...)
			_, err = s.Update(ctx, "a", r.Version, r)
			return err
		})
		turns = append(turns, turn{token, err})
		if !errors.Is(err, store.ErrStale) {
			done++
		}
	}
	return turns
}

// checkTurns holds that each token is in the record as often as its writer was
// told: once after success, never after ErrStale, at most once otherwise.
func checkTurns(t *testing.T, s *dynamo.Store, turns [][]turn) {
	t.Helper()
	r, err := s.Get(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	n, open := 0, 0
	for _, u := range slices.Concat(turns...) {
		got := strings.Count(";"+string(r.Body), ";"+u.token)
		n += got
		switch {
		case u.err == nil && got != 1, errors.Is(u.err, store.ErrStale) && got != 0, got > 1:
			t.Errorf("%s was told %v: got it %d times", u.token, u.err, got)
		case u.err != nil && !errors.Is(u.err, store.ErrStale):
			open++
			if !uncertain(u.err) {
				t.Errorf("%s: got %v, want success, stale or unavailable", u.token, u.err)
			}
		}
	}
	if want := int(r.Version) - 1; n != want || strings.Count(string(r.Body), ";") != want {
		t.Errorf("got %d tokens, want %d, one for each version", n, want)
	}
	t.Logf("%d updates, %d with an unknown end, %d tries", n, open, len(slices.Concat(turns...)))
}
