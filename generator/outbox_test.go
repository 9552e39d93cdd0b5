package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/mail"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// mailCase is a case with a message in each state.
func mailCase() *cases.Case {
	c := exampleCase(1)
	ref := cases.ID(c.Reference)
	for what, state := range map[string]string{"a": cases.MailSent, "b": cases.MailWaiting, "c": cases.MailGivenUp, "d": cases.MailReturned, "e": cases.MailGivenUp} {
		m := cases.Outgoing{State: state, Attempts: 3, Unanswered: 2, Message: mail.Message{ID: ref + "-" + what, To: "voorbeeld@example.org", Text: "Een vraag."}}
		if state == cases.MailWaiting {
			m.NextAt = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)
		}
		c.Mail = append(c.Mail, m)
	}
	return c
}

// places are the kinds of place that placeWith makes.
func places() []string { return []string{"folder", "table"} }

// placeWith makes a place of a kind that holds the records; on a table it sets
// what the command reads from the environment.
func placeWith(t *testing.T, kind string, made ...*cases.Case) string {
	t.Helper()
	place := filepath.Join(t.TempDir(), "var")
	if kind == "table" {
		endpoint := dynamotest.Local(t)
		_, table := dynamotest.Table(t, endpoint, cases.Indexes())
		for name, value := range map[string]string{"AWS_ENDPOINT_URL_DYNAMODB": endpoint, "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"} {
			t.Setenv(name, value)
		}
		place = tablePrefix + table
	}
	s, closeStore, err := openPlace(place, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range made {
		r, err := cases.Encode(c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := closeStore(); err != nil {
		t.Fatal(err)
	}
	return place
}

func TestOutboxListsWhatWasNotSentAndNobody(t *testing.T) {
	for _, kind := range places() {
		t.Run(kind, func(t *testing.T) {
			place := placeWith(t, kind, mailCase())
			got := output(t, 0, "outbox", "list", "-data", place)
			for _, want := range []string{"-b  question    wacht         3         2026-11-23 12:00", "-c  question    geparkeerd", "-d  question    teruggekomen  3         -"} {
				if !strings.Contains(got, want) {
					t.Errorf("got\n%s\nwant %q in it", got, want)
				}
			}
			if strings.Contains(got, "-a ") || strings.Contains(got, "voorbeeld@") || strings.Contains(got, "vraag.") {
				t.Errorf("got\n%s\nwant no sent mail, no address, no text", got)
			}
		})
	}
}

func TestOutboxRetryPutsParkedMailBackInTheQueue(t *testing.T) {
	for _, kind := range places() {
		t.Run(kind, func(t *testing.T) {
			c := mailCase()
			place, ref := placeWith(t, kind, c), cases.ID(c.Reference)
			output(t, 1, "outbox", "retry", ref+"-b", "-data", place) // it is not parked
			if got := output(t, 0, "outbox", "retry", ref+"-c", "-data", place); !strings.HasPrefix(got, "1 ") {
				t.Errorf("got %q, want one message", got)
			}
			if got := states(t, place, ref); got != "verzonden wacht wacht teruggekomen geparkeerd" {
				t.Errorf("got %s, want c waiting", got)
			}
			if got := output(t, 0, "outbox", "retry", "-alles", "-data", place); !strings.HasPrefix(got, "1 ") {
				t.Errorf("got %q, want the last one", got)
			}
			if got := output(t, 0, "outbox", "retry", "-alles", "-data", place); !strings.HasPrefix(got, "0 ") {
				t.Errorf("got %q, want none left", got)
			}
		})
	}
}

// states gives the states of the messages a to e of a case, which must stand in
// the queue of mail that is due.
func states(t *testing.T, place, id string) string {
	t.Helper()
	got := map[string]string{}
	err := withPlace(place, func(s store.Store) error {
		due, _, err := s.List(t.Context(), cases.IndexMail, cases.MailDue, store.Page{})
		if err != nil || len(due) != 1 {
			t.Errorf("got %d cases with mail that is due, %v, want one", len(due), err)
		}
		_, c, err := reread(t.Context(), s, id)
		for _, m := range c.Mail {
			got[m.Message.ID[len(id)+1:]] = m.State
			if m.State == cases.MailWaiting && m.Message.ID == id+"-c" && m.Unanswered != 0 {
				t.Error("lost answers still count: the message would be parked at once")
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join([]string{got["a"], got["b"], got["c"], got["d"], got["e"]}, " ")
}

func TestRetryGoesOnWhenTheCaseChangesMeanwhile(t *testing.T) {
	db, err := bolt.Open(filepath.Join(t.TempDir(), storeFile), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c := mailCase()
	r, err := cases.Encode(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Create(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	n, err := retryParked(t.Context(), &meddled{Store: db}, "", time.Now())
	if err != nil || n != 2 {
		t.Errorf("got %d, %v, want both parked messages", n, err)
	}
	_, got, err := reread(t.Context(), db, r.ID)
	if err != nil || len(got.Log) != 2 {
		t.Errorf("got %d lines in the log, %v, want one for each message", len(got.Log), err)
	}
}

// meddled is a store in which every record changes right after it is listed.
type meddled struct{ *bolt.Store }

// All implements store.Store.
func (m *meddled) All(ctx context.Context, after store.Cursor) ([]store.Record, store.Cursor, error) {
	records, next, err := m.Store.All(ctx, after)
	for _, r := range records {
		if _, err := m.Store.Update(ctx, r.ID, r.Version, r); err != nil {
			return nil, "", err
		}
	}
	return records, next, err
}

func TestOutboxSaysHowItIsCalled(t *testing.T) {
	for _, args := range [][]string{{"outbox"}, {"outbox", "weg"}, {"outbox", "retry"}, {"outbox", "retry", "x", "-alles"}} {
		var messages bytes.Buffer
		if got := run(t.Context(), args, streams{io.Discard, &messages}); got != 2 || messages.Len() == 0 {
			t.Errorf("%v: got %d, %q, want 2 and an explanation", args, got, &messages)
		}
	}
}
