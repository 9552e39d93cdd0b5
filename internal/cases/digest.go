package cases

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// KindDigest is the kind of the record that carries the digest of one day: a
// Case with mail and nothing else, in no queue, that expires by itself.
const KindDigest domain.Kind = "overzicht"

const (
	keepDigest  = 14 * day // longer than the outbox tries
	mostDigest  = 5000     // cases of a queue that a digest looks at
	mostInLines = 40       // references in one part of a digest
)

// workload is what the desk has to know on one day: references, no data of
// people.
type workload struct {
	late, today, news, erasure, suspect []string
	escalated                           []string
}

// digest makes the digest of the day, unless it was made. The record is made on
// days without news too: it says that the day was looked at.
func (k *tick) digest(ctx context.Context) error {
	one := &Case{Format: Format, Kind: KindDigest, Revision: 1, Language: desksLanguage, CreatedAt: k.now, DueAt: k.now,
		Reference: "klok-" + k.now.In(calendar.Location()).Format("20060102")}
	_, err := k.cases.config.Store.Get(ctx, ID(one.Reference))
	if !errors.Is(err, store.ErrNotFound) {
		if err != nil {
			return fmt.Errorf("read digest: %w", err)
		}
		return nil
	}
	w, err := k.workload(ctx)
	if err != nil {
		return fmt.Errorf("collect digest: %w", err)
	}
	t := &turn{Case: one, cases: k.cases, now: k.now}
	if body := w.body(t); body != "" {
		t.first(wordDigest, k.cases.config.Desk, desksLanguage, t.report("digest", body))
	}
	if len(w.escalated) > 0 {
		t.first(wordLead, k.cases.config.Lead, desksLanguage, t.report("escalation", lines(t, "escalated", w.escalated)))
	}
	return k.keepDigest(ctx, one)
}

// keepDigest stores the digest. When another process made it first, that is it.
func (k *tick) keepDigest(ctx context.Context, one *Case) error {
	r, err := Encode(one)
	if err != nil {
		return err
	}
	_, err = k.cases.config.Store.Create(ctx, r)
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("keep digest: %w", err)
	}
	k.report.Digest = len(one.Mail) > 0
	return nil
}

// report is a letter to the desk or its lead.
func (t *turn) report(key, body string) letter {
	day := calendar.FormatDate(t.now, desksLanguage)
	return letter{t.text(desksLanguage, "mail."+key+".subject", "datum", day),
		t.text(desksLanguage, "mail."+key+".text", "datum", day, "lijst", body) + "\n"}
}

// workload looks through the queues.
func (k *tick) workload(ctx context.Context) (workload, error) {
	var w workload
	tonight := calendar.NextDay(k.now).Add(-time.Nanosecond)
	for _, queue := range Queues() {
		page := store.Page{}
		switch queue {
		case QueueClosed:
			continue
		case QueueProfiles:
			page.Until = tonight // most of them are on the site, with nothing due
		}
		if err := k.read(ctx, queue, page, func(c *Case) { w.add(c, queue, k.now, tonight) }); err != nil {
			return workload{}, err
		}
	}
	return w, nil
}

// read calls f with the cases of a queue. One that cannot be read is left out;
// who works on it reports the fault.
func (k *tick) read(ctx context.Context, queue string, page store.Page, f func(*Case)) error {
	for seen := 0; seen < mostDigest; {
		records, next, err := k.cases.config.Store.List(ctx, IndexQueue, queue, page)
		if err != nil {
			return err
		}
		for _, r := range records {
			if c, err := Decode(r); err == nil {
				f(c)
			}
		}
		if seen += len(records); next == "" {
			return nil
		}
		page.After = next
	}
	return nil
}

// add puts a case in the part of the digest where it belongs.
func (w *workload) add(c *Case, queue string, now, tonight time.Time) {
	due := c.deskDue()
	switch {
	case !due.IsZero() && !now.Before(after(due, domain.EscalateAfter, true)):
		w.escalated = append(w.escalated, c.Reference)
		fallthrough
	case !due.IsZero() && due.Before(now):
		w.late = append(w.late, c.Reference)
	case !due.IsZero() && !due.After(tonight):
		w.today = append(w.today, c.Reference)
	case !c.ErasureAt.IsZero():
		w.erasure = append(w.erasure, c.Reference)
	case queue == QueueSuspect:
		w.suspect = append(w.suspect, c.Reference)
	case !c.NewsAt.IsZero():
		w.news = append(w.news, c.Reference)
	}
}

// body writes the parts that are not empty. Suspect cases alone are no reason
// to write.
func (w workload) body(t *turn) string {
	if len(w.late)+len(w.today)+len(w.news)+len(w.erasure) == 0 {
		return ""
	}
	return lines(t, "late", w.late) + lines(t, "today", w.today) + lines(t, "erasure", w.erasure) +
		lines(t, "news", w.news) + lines(t, "suspect", w.suspect)
}

// lines is one part: its heading and its references.
func lines(t *turn, part string, refs []string) string {
	if len(refs) == 0 {
		return ""
	}
	more := ""
	if len(refs) > mostInLines {
		more = "\n" + t.text(desksLanguage, "mail.digest.more", "n", len(refs)-mostInLines)
		refs = refs[:mostInLines]
	}
	return "\n" + t.text(desksLanguage, "mail.digest."+part) + "\n" + strings.Join(refs, "\n") + more + "\n"
}
