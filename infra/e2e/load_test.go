package e2e

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"mkbloket/infra/stack"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// TestLoad has many people post at the same time, through the handlers and the
// adapter in this process and with limits that are counted but not reached.
// Most must be accepted, and whatever is acknowledged must be there, once. With
// -v it tells how fast; the run of decision 12 has -submitters 50 -duration 2m.
func TestLoad(t *testing.T) { // not with others: it measures
	dynamotest.Local(t) // skip before there is work done
	d := &desk{T: t, release: newRelease(t), table: newTable(t, stack.Load(t))}
	handler := d.inProcess()
	var (
		mu     sync.Mutex
		all    sync.WaitGroup
		posted []post
		ends   = time.Now().Add(*duration)
	)
	for i := range *submitters {
		all.Go(func() {
			mine := d.submit(handler, i, ends)
			mu.Lock()
			defer mu.Unlock()
			posted = append(posted, mine...)
		})
	}
	all.Wait()
	d.report(posted)
	d.recountPosts(posted)
}

// mostRefused is the share of posts that may be refused for the time being: on a
// machine with much other work a post can take more than its 8 s, and is then
// refused as it should be.
const mostRefused = 0.5

// post is a form that was sent.
type post struct {
	text        string
	ref         string        // empty: refused for the time being
	took, table time.Duration // until the answer, and the part in which the table was at work
}

// submit posts one question after the other, from one form and with different
// texts, until a time.
func (d *desk) submit(handler http.Handler, person int, ends time.Time) (posted []post) {
	v := &visitor{
		desk: &desk{T: d.T, release: d.release, table: d.table, edge: handler},
		base: d.release.terms.Site.Base, address: fmt.Sprintf("198.18.%d.%d:4711", person/256, person%256), lang: "nl",
	}
	f := v.forms(fmt.Sprintf("drukte-%d", person))[0]
	action, hidden := v.open(f.page)
	filled := joined(f.fields, hidden)
	for n := 0; time.Now().Before(ends); n++ {
		p := post{text: fmt.Sprintf("persoon %d, vraag %d: ‘O'Brien’ 日本 <b>", person, n)}
		r := v.request(http.MethodPost, action, with(filled, "vraag", p.text).Encode())
		var calls spans
		began := time.Now()
		w := v.do(r.WithContext(context.WithValue(r.Context(), spansKey{}, &calls)))
		p.took, p.table = time.Since(began), calls.together()
		switch p.ref = referenceIn(w); w.Code {
		case http.StatusSeeOther:
		case http.StatusServiceUnavailable:
			v.kept(w.Body.String(), p.text)
		default:
			d.Errorf("%q: got %d, want 303 or 503", p.text, w.Code)
		}
		posted = append(posted, p)
	}
	return posted
}

// report tells how fast it went.
func (d *desk) report(posted []post) {
	d.Helper()
	if len(posted) < *submitters {
		d.Fatalf("got %d posts, want at least one of each of %d people", len(posted), *submitters)
	}
	slices.SortFunc(posted, func(a, b post) int { return int(a.took - b.took) })
	var all, table time.Duration
	refused := 0
	for _, p := range posted {
		all, table = all+p.took, table+p.table
		if p.ref == "" {
			refused++
		}
	}
	if got, most := refused, int(mostRefused*float64(len(posted))); got > most {
		d.Errorf("got %d of %d posts refused, want at most %d", got, len(posted), most)
	}
	at := func(share float64) time.Duration {
		return posted[int(share*float64(len(posted)-1))].took.Round(100 * time.Microsecond)
	}
	d.Logf("%d people, %v: %d posts, %.0f a second, %d refused; p50 %v, p99 %v, slowest %v; %.0f %% of the time the table was at work",
		*submitters, *duration, len(posted), float64(len(posted))/duration.Seconds(), refused, at(0.5), at(0.99), at(1), 100*table.Seconds()/all.Seconds())
}

// recountPosts holds the table against the receipts: each case that was
// acknowledged is there as it was typed, no text is there twice, and there is
// nothing that nobody sent.
func (d *desk) recountPosts(posted []post) {
	d.Helper()
	found := d.table.cases()
	sheets := make([]*sheet, len(posted))
	accepted := 0
	for i, p := range posted {
		sheets[i] = &sheet{text: p.text}
		if p.ref == "" {
			continue
		}
		accepted++
		if one := found[p.ref]; one == nil || one.Fields["vraag"][0] != p.text || len(one.Mail) != 2 {
			d.Errorf("%q: case %q is lost or changed", p.text, p.ref)
		}
	}
	d.nothingInvented(found, sheets)
	if got := len(found); got < accepted || got > len(posted) {
		d.Errorf("got %d cases for %d receipts of %d posts", got, accepted, len(posted))
	}
}
