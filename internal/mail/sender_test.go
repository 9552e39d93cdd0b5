package mail

import (
	"bytes"
	"context"
	"errors"
	"math"
	"testing"
	"time"
)

// testSender is what every Sender keeps to. The function delivered returns the
// bytes that arrived under an ID, or nil.
func testSender(t *testing.T, s Sender, delivered func(id string) []byte) {
	t.Run("delivers the bytes of the message", func(t *testing.T) {
		m := sample()
		m.Text = "Regel een.\n.\n..\nFrom iemand\n" // what transports like to change
		want, err := m.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		if got := delivered(m.ID); !bytes.Equal(got, want) {
			t.Errorf("got:\n%s\nwant:\n%s", got, want)
		}
		if err := s.Send(t.Context(), m); err != nil {
			t.Fatalf("the same message again: %v", err)
		}
		if got := delivered(m.ID); !bytes.Equal(got, want) {
			t.Errorf("after a repeat got:\n%s\nwant:\n%s", got, want)
		}
	})
	t.Run("refuses an invalid message for good", func(t *testing.T) {
		m := sample()
		m.ID, m.Subject = "invalid-1", "Hoi\r\nBcc: piet@voorbeeld.nl"
		err := s.Send(t.Context(), m)
		if !errors.Is(err, ErrPermanent) || !errors.Is(err, ErrInvalid) || errors.Is(err, ErrTemporary) {
			t.Errorf("got %v, want ErrPermanent and ErrInvalid", err)
		}
		if got := delivered(m.ID); got != nil {
			t.Errorf("delivered %q", got)
		}
	})
	t.Run("does nothing when the context has ended", func(t *testing.T) {
		m := sample()
		m.ID = "ended-1"
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := s.Send(ctx, m)
		if !errors.Is(err, ErrTemporary) || !errors.Is(err, context.Canceled) || errors.Is(err, ErrPermanent) {
			t.Errorf("got %v, want ErrTemporary and context.Canceled", err)
		}
		if got := delivered(m.ID); got != nil {
			t.Errorf("delivered %q", got)
		}
	})
}

func TestBackoff(t *testing.T) {
	for _, c := range []struct {
		attempt  int
		jitter   float64
		want     time.Duration
		behavior string
	}{
		{1, 0, time.Minute, "begins at a minute"},
		{1, 1, 2 * time.Minute, "spreads over as much again"},
		{2, 0, 2 * time.Minute, "doubles"},
		{2, 0.5, 3 * time.Minute, "is half-way at half the jitter"},
		{3, 0, 4 * time.Minute, "doubles again"},
		{4, 0, 8 * time.Minute, "doubles up to the bound"},
		{5, 0, 10 * time.Minute, "stops doubling"},
		{5, 1, 20 * time.Minute, "is never above twenty minutes"},
		{1000, 1, 20 * time.Minute, "does not overflow"},
		{math.MaxInt, 0, 10 * time.Minute, "does not overflow"},
		{0, 0, time.Minute, "takes 0 for the first attempt"},
		{-5, 0, time.Minute, "takes a negative number for the first attempt"},
		{1, -1, time.Minute, "takes negative jitter for none"},
		{1, 7, 2 * time.Minute, "takes too much jitter for all"},
		{1, math.NaN(), time.Minute, "takes no number for no jitter"},
		{1, math.Inf(1), 2 * time.Minute, "takes infinite jitter for all"},
	} {
		if got := Backoff(c.attempt, c.jitter); got != c.want {
			t.Errorf("%s: Backoff(%d, %v) = %v, want %v", c.behavior, c.attempt, c.jitter, got, c.want)
		}
	}
}

func TestBackoffTriesOftenEnoughBeforeGivingUp(t *testing.T) {
	for _, jitter := range []float64{0, 1} {
		var waited time.Duration
		attempts := 0
		for waited < GiveUpAfter {
			attempts++
			waited += Backoff(attempts, jitter)
		}
		if attempts < 200 || attempts > 500 {
			t.Errorf("jitter %v: %d attempts in %v, want 200 to 500", jitter, attempts, GiveUpAfter)
		}
	}
}
