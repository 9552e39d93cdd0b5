package cloud

import (
	"context"
	"time"
)

// reserve is the time before the deadline of an event at which no new work is
// begun. A message that is on its way to the mail server then gets five seconds
// more, and what became of it is recorded in the fifteen that are left.
const reserve = 20 * time.Second

// Budget is ctx as long as new work may be begun: it ends twenty seconds before
// the deadline that Lambda gave the event, or half-way when there are less than
// forty. Without a deadline it is ctx.
func Budget(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline.Add(-min(reserve, time.Until(deadline)/2)))
}
