package bucket

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// plan compares the bucket with the files that it should hold.
func (s *session) plan(ctx context.Context, want []object) (plan, map[string]listed, error) {
	have, err := s.list(ctx)
	if err != nil {
		return plan{}, nil, err
	}
	there, send, err := s.missing(ctx, want, have)
	if err != nil {
		return plan{}, nil, err
	}
	slices.SortFunc(there, byPath)
	p := plan{there: there, phases: phases(send, have), gone: leaving(want, have, s.state.Gone, s.Now())}
	p.due = due(p.gone, s.Now())
	return p, have, nil
}

func byPath(a, b object) int { return cmp.Compare(a.Path, b.Path) }

// done reports whether there is nothing to do, and nothing to write down.
func (s *session) done(p plan) bool {
	owes := len(s.state.Owed.Addresses) > 0 && s.Invalidate != nil
	return s.known.ID != "" && slices.Equal(p.there, s.known.Files) && len(p.phases)+len(p.due) == 0 &&
		maps.Equal(p.gone, s.state.Gone) && !owes
}

func (s *session) unchanged(p plan) Report {
	return Report{Release: s.known.ID, Files: len(p.there), Waiting: len(p.gone), Owed: s.state.Owed.Addresses}
}

// job is a plan with what comes of it.
type job struct {
	plan
	have    map[string]listed
	next    release  // its ID; the files are filled in
	history []string // releases afterwards, newest first
	put     send
}

// carryOut does a job under the lock.
func (s *session) carryOut(ctx context.Context, j job) (r Report, err error) {
	r = Report{Files: len(j.there) + len(slices.Concat(j.phases...))}
	if err := s.take(ctx, j.changing(j.have)); err != nil {
		return r, err
	}
	defer func() { err = s.end(ctx, err) }()
	if j.next.Files, err = s.transfer(ctx, j, &r); err != nil {
		return r, err
	}
	if err := s.delete(ctx, j, &r); err != nil {
		return r, err
	}
	if err := s.record(ctx, j, &r); err != nil {
		return r, err
	}
	if err := s.tell(ctx, &r); err != nil {
		return r, err
	}
	s.state.Back = ""
	return r, nil
}

// end gives the lock back. If that cannot be done either, the lease ends by
// itself; what went wrong first is what is reported.
func (s *session) end(ctx context.Context, err error) error {
	if errors.Is(err, ErrLost) {
		return err // the lock is another's
	}
	return cmp.Or(err, s.drop(ctx))
}

// transfer sends the phases and gives all files of the release with their places.
func (s *session) transfer(ctx context.Context, j job, r *Report) ([]object, error) {
	files := slices.Clone(j.there)
	var mu sync.Mutex
	for _, phase := range j.phases {
		err := s.each(ctx, phase, func(ctx context.Context, o object) error {
			o, err := j.put(ctx, o)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			files, r.Sent = append(files, o), append(r.Sent, o.Path)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(files, byPath)
	return files, nil
}

func (s *session) delete(ctx context.Context, j job, r *Report) error {
	var mu sync.Mutex
	for _, phase := range j.due {
		err := each(ctx, s, phase, func(ctx context.Context, name string) error {
			if err := s.remove(ctx, name); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			delete(j.gone, name)
			r.Deleted = append(r.Deleted, name)
			return nil
		})
		if err != nil {
			return err
		}
	}
	r.Waiting = len(j.gone)
	return nil
}

// record writes down what the bucket holds now: first the manifest, then the
// state that names it. Releases that are too old are forgotten after that.
func (s *session) record(ctx context.Context, j job, r *Report) error {
	if err := s.writeRelease(ctx, j.next); err != nil {
		return err
	}
	kept := j.history[:min(len(j.history), Kept+1)]
	old := slices.DeleteFunc(slices.Concat(s.state.Releases, j.history), func(id string) bool { return slices.Contains(kept, id) })
	s.state.Releases, s.state.Gone = kept, j.gone
	if err := s.hold(ctx); err != nil {
		return err
	}
	r.Release = j.next.ID
	slices.Sort(old)
	return s.forget(ctx, slices.Compact(old))
}

// tell makes the CDN forget what changed in this run and in earlier ones that
// could not tell it.
func (s *session) tell(ctx context.Context, r *Report) error {
	r.Owed = s.state.Owed.Addresses
	if s.Invalidate == nil || len(r.Owed) == 0 {
		return nil
	}
	if err := s.Invalidate(ctx, s.state.Owed.Reference, r.Owed); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalidation, err)
	}
	s.state.Owed = owed{}
	r.Told = true
	return nil
}
