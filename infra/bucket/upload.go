package bucket

import (
	"context"
	"io/fs"
	"slices"

	"mkbloket/generator/publish"
)

// Upload makes the bucket hold the site that m describes, and deletes what left
// it Grace ago. If all is so already it writes nothing. It can be interrupted
// anywhere; the next run does the rest.
//
// ErrBusy: nothing was changed. ErrInvalidation: all is done but for that.
func (b *Bucket) Upload(ctx context.Context, site fs.FS, m *publish.Manifest) (Report, error) {
	s, err := b.open(ctx)
	if err != nil {
		return Report{}, err
	}
	want := wanted(m)
	p, have, err := s.plan(ctx, want)
	if err != nil {
		return Report{}, err
	}
	if s.done(p) {
		return s.unchanged(p), nil
	}
	next, history := release{ID: s.known.ID}, s.state.Releases
	if !s.known.equal(want) {
		next.ID = newID(b.Now(), want)
		history = append([]string{next.ID}, history...)
	}
	return s.carryOut(ctx, job{plan: p, have: have, next: next, history: history, put: b.from(site)})
}

// Plan tells what Upload would do. It changes nothing.
func (b *Bucket) Plan(ctx context.Context, m *publish.Manifest) (Report, error) {
	s, err := b.open(ctx)
	if err != nil {
		return Report{}, err
	}
	p, have, err := s.plan(ctx, wanted(m))
	if err != nil {
		return Report{}, err
	}
	r := Report{Files: len(m.Files), Deleted: slices.Concat(p.due...), Owed: union(s.state.Owed.Addresses, p.changing(have))}
	for _, phase := range p.phases {
		for _, o := range phase {
			r.Sent = append(r.Sent, o.Path)
		}
	}
	r.Waiting = len(p.gone) - len(r.Deleted)
	return r, nil
}

// Assets sends the assets of a site and nothing else, and deletes nothing: what
// answers forms may already name them in its pages before Upload has run.
func (b *Bucket) Assets(ctx context.Context, site fs.FS, m *publish.Manifest) (r Report, err error) {
	s, err := b.open(ctx)
	if err != nil {
		return Report{}, err
	}
	assets := slices.DeleteFunc(wanted(m), func(o object) bool { return class(o.Path, true) != 0 })
	p, _, err := s.plan(ctx, assets)
	if err != nil {
		return Report{}, err
	}
	r = Report{Files: len(assets), Waiting: len(s.state.Gone)}
	if len(p.phases) == 0 {
		return r, nil
	}
	if err := s.take(ctx, nil); err != nil {
		return r, err
	}
	_, err = s.transfer(ctx, job{plan: p, put: b.from(site)}, &r)
	return r, s.end(ctx, err)
}
