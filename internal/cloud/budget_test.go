package cloud

import (
	"context"
	"testing"
	"time"
)

func TestBudgetEndsBeforeTheDeadline(t *testing.T) {
	var tests = []struct{ left, least, most time.Duration }{
		{time.Minute, 39 * time.Second, 40 * time.Second},
		{10 * time.Second, 4 * time.Second, 5 * time.Second}, // a function with little time sends all the same
	}
	for _, test := range tests {
		ctx, cancel := context.WithTimeout(t.Context(), test.left)
		defer cancel()
		limited, stop := Budget(ctx)
		defer stop()
		deadline, ok := limited.Deadline()
		if got := time.Until(deadline); !ok || got < test.least || got > test.most {
			t.Errorf("%v left: got %v, want %v to %v", test.left, got, test.least, test.most)
		}
	}
	free, stop := Budget(t.Context())
	defer stop()
	if _, ok := free.Deadline(); ok {
		t.Error("got a deadline where the event has none")
	}
}
