package cases

import (
	"context"
	"time"

	"mkbloket/internal/mail"
	"mkbloket/internal/store"
)

// Rehearse does an act without writing anything, and gives the mail that it
// would cause. The act must use the Cases that it is given. Its errors are those
// of the act, so what cannot be done cannot be previewed either.
func (c *Cases) Rehearse(act func(*Cases) (Result, error)) ([]mail.Message, error) {
	config := c.config
	kept := &rehearsal{Store: c.config.Store, before: map[string]int{}}
	config.Store = kept
	if _, err := act(&Cases{config: config, wake: make(chan struct{}, 1)}); err != nil {
		return nil, err
	}
	return kept.added, nil
}

// rehearsal is a store that keeps nothing of what is written to it. It is used
// by one goroutine.
type rehearsal struct {
	store.Store
	before map[string]int // messages in a case when it was read, by ID of its record
	added  []mail.Message
}

// Get reads, and remembers how many messages were there.
func (r *rehearsal) Get(ctx context.Context, id string) (store.Record, error) {
	record, err := r.Store.Get(ctx, id)
	if err != nil {
		return record, err
	}
	one, err := Decode(record)
	if err != nil {
		return record, err
	}
	r.before[id] = len(one.Mail)
	return record, nil
}

// Create and Update look at what would be sent.
func (r *rehearsal) Create(_ context.Context, record store.Record) (store.Record, error) {
	return r.write(record)
}

func (r *rehearsal) Update(_ context.Context, _ string, _ uint64, record store.Record) (store.Record, error) {
	return r.write(record)
}

func (r *rehearsal) write(record store.Record) (store.Record, error) {
	one, err := Decode(record)
	if err != nil {
		return record, err
	}
	for _, m := range one.Mail[min(r.before[record.ID], len(one.Mail)):] {
		r.added = append(r.added, m.Message)
	}
	return record, nil
}

func (r *rehearsal) Delete(context.Context, string, uint64) error { return nil }

func (r *rehearsal) Count(context.Context, string, time.Duration, time.Time) (int, error) {
	return 0, nil
}
