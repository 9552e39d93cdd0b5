package mail

import (
	"context"
	"errors"
	"time"
)

// Sender hands messages over.
type Sender interface {
	// Send hands m over and returns nil only when the other side has taken
	// responsibility for it. Every error wraps ErrTemporary or ErrPermanent.
	// Sending the same message again is harmless: it has the same Message-ID.
	// Send stops when ctx ends. It is safe for concurrent use.
	Send(ctx context.Context, m Message) error
}

// Errors of a Sender; test them with errors.Is.
var (
	// ErrTemporary says that the same message may well be taken later.
	ErrTemporary = errors.New("mail not taken now")
	// ErrPermanent says that this message will never be taken.
	ErrPermanent = errors.New("mail refused")
	// ErrUnanswered says that the whole message went out and the answer got
	// lost: it may have been taken. Such an error is also ErrTemporary. A
	// queue that wants at most one repeat sends once more and then parks.
	ErrUnanswered = errors.New("no answer to the message")
)

// GiveUpAfter is how long a queue keeps trying to send a message before it is
// parked for a person to look at.
const GiveUpAfter = 72 * time.Hour

const (
	firstWait = time.Minute
	longest   = 20 * time.Minute // so that all is sent within half an hour after a server comes back
)

// Backoff returns how long to wait after the given attempt, counted from 1,
// failed with ErrTemporary. The wait lies between half a bound and the bound,
// as jitter goes from 0 to 1; the bound is 2 minutes after the first attempt,
// doubles with each, and ends at 20 minutes. So no wait is shorter than a
// minute or longer than 20 minutes. Values out of range count as the nearest within.
func Backoff(attempt int, jitter float64) time.Duration {
	bound := 2 * firstWait
	for ; attempt > 1 && bound < longest; attempt-- {
		bound *= 2
	}
	bound = min(bound, longest)
	if !(jitter > 0) { // also when it is not a number
		jitter = 0
	}
	half := bound / 2
	return half + time.Duration(min(jitter, 1)*float64(half))
}
