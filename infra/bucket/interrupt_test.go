package bucket

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"mkbloket/internal/mototest"
)

// references gives what a page needs to be shown, and what it links to.
func references(t *testing.T, text string) (needs, links []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			switch {
			case n.Data == "a" && a.Key == "href":
				links = append(links, a.Val)
			case a.Key == "href" || a.Key == "src":
				needs = append(needs, a.Val)
			}
		}
	}
	return needs, links
}

// file is the path of the object that answers an address.
func file(address string) string {
	name := strings.TrimPrefix(address, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	return name
}

var inFeed = regexp.MustCompile(`/[a-z/]+/`)

// broken lists what a visitor would miss: for every page of the bucket what it
// needs, and from the entries on, wherever links and feeds lead.
func broken(t *testing.T, objects map[string]string, entries []string) []string {
	t.Helper()
	var missing []string
	for name, text := range objects {
		if !isPage(name) {
			continue
		}
		needs, _ := references(t, text)
		for _, need := range needs {
			if _, ok := objects[file(need)]; !ok {
				missing = append(missing, name+" needs "+need)
			}
		}
	}
	seen := map[string]bool{}
	for todo := slices.Clone(entries); len(todo) > 0; todo = todo[1:] {
		name := todo[0]
		text, ok := objects[name]
		if !ok {
			missing = append(missing, name+" does not answer")
		}
		if seen[name] || !ok {
			continue
		}
		seen[name] = true
		_, links := references(t, text)
		if path.Ext(name) == ".xml" {
			links = inFeed.FindAllString(text, -1)
		}
		for _, to := range links {
			todo = append(todo, file(to))
		}
	}
	return missing
}

// scenario is a change of the bucket that is interrupted.
type scenario struct {
	name    string
	prepare func(w *world)
	run     func(w *world) error
	entries func(objects map[string]string) []string // where visitors can be
	want    map[string]string                        // what the bucket must hold in the end, at least
}

// home is where visitors of a site that is new come in, once it is there.
func home(objects map[string]string) []string {
	if _, ok := objects["index.html"]; ok {
		return []string{"index.html"}
	}
	return nil
}

// anywhere are all files of a site that was complete before.
func anywhere(text map[string]string) func(map[string]string) []string {
	return func(map[string]string) []string { return slices.Sorted(maps.Keys(text)) }
}

func scenarios(t *testing.T) []scenario {
	one, two := build(t, before()), build(t, after())
	uploads := func(s built) func(*world) error {
		return func(w *world) error {
			_, err := w.bucket().Upload(t.Context(), s.files, s.manifest)
			return err
		}
	}
	return []scenario{
		{"first upload", func(*world) {}, uploads(one), home, one.text},
		{"update", func(w *world) { w.upload(one) }, uploads(two), anywhere(one.text), two.text},
		{"deletes", func(w *world) {
			w.upload(one)
			w.upload(two)
			w.now = w.now.Add(Grace)
		}, uploads(two), anywhere(two.text), two.text},
		{"rollback", func(w *world) {
			w.upload(one)
			w.upload(two)
			w.now = w.now.Add(Grace)
			w.upload(two) // the pages of the first are deleted now
		}, func(w *world) error {
			_, err := w.bucket().Rollback(t.Context())
			if errors.Is(err, ErrNoRelease) {
				return nil // it had ended, only the answer to its last write was lost
			}
			return err
		}, anywhere(two.text), one.text},
	}
}

// The site works after an interruption at every request, refused or carried out
// with a lost answer, and again in the second try (FC-13).
func TestTheSiteWorksWhereverAnUploadIsInterrupted(t *testing.T) {
	moto := mototest.Start(t)
	for i, s := range scenarios(t) {
		t.Run(s.name, func(t *testing.T) {
			clean := newWorld(t, moto, fmt.Sprintf("clean-%d", i))
			s.prepare(clean)
			clean.proxy.reset(-1, false)
			if err := s.run(clean); err != nil {
				t.Fatal(err)
			}
			log := clean.proxy.seen()
			requests := len(log)
			reads := func(k int) bool { return strings.HasPrefix(log[k], "GET") || strings.HasPrefix(log[k], "HEAD") }
			texts := map[string]string{} // of all worlds of this scenario
			for _, lose := range []bool{false, true} {
				for k := range requests {
					if lose && reads(k) {
						continue // as good as refused
					}
					w := newWorld(t, moto, fmt.Sprintf("s%d-%t-%d", i, lose, k))
					w.texts = texts
					s.prepare(w)
					interrupt(t, w, s, k, lose)
					w.now = w.now.Add(lease)
					if !lose {
						interrupt(t, w, s, (k*7+3)%requests, lose)
						w.now = w.now.Add(lease)
					}
					w.proxy.reset(-1, false)
					if err := s.run(w); err != nil {
						t.Fatalf("request %d: %v", k, err)
					}
					wantSite(t, w, s.want)
				}
			}
			t.Logf("%d requests", requests)
		})
	}
}

// interrupt runs a scenario until request k and looks at what visitors have.
// Late requests of a run may be ones it does not get to.
func interrupt(t *testing.T, w *world, s scenario, k int, lose bool) {
	t.Helper()
	w.proxy.reset(k, lose)
	err := s.run(w)
	if reached := w.proxy.count("") > k; reached && err == nil {
		t.Errorf("request %d: got nil, want an error", k)
	}
	objects := w.objects()
	for _, b := range broken(t, objects, s.entries(objects)) {
		t.Errorf("after request %d: %s", k, b)
	}
}

// wantSite fails unless the bucket holds want, and besides only what is going.
func wantSite(t *testing.T, w *world, want map[string]string) {
	t.Helper()
	got := w.objects()
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s: got %q, want %q", name, got[name], text)
		}
	}
	w.proxy.reset(-1, false)
	s, err := w.bucket().open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name := range got {
		_, leaves := s.state.Gone[name]
		if _, ok := want[name]; ok == leaves {
			t.Errorf("%s: got leaving %v, want %v", name, leaves, !ok)
		}
	}
}

func TestAResumedUploadSendsOnlyTheRest(t *testing.T) {
	moto := mototest.Start(t)
	one, two := build(t, before()), build(t, after())
	for _, lose := range []bool{false, true} {
		w := newWorld(t, moto, fmt.Sprintf("rest-%t", lose))
		w.upload(one)
		w.proxy.reset(10, lose)
		if _, err := w.bucket().Upload(t.Context(), two.files, two.manifest); err == nil {
			t.Fatal("got nil, want an error")
		}
		sent := w.proxy.count("PUT /" + w.name + "/" + sitePrefix)
		if !lose {
			sent-- // the last was refused
		}
		w.proxy.reset(-1, false)
		w.now = w.now.Add(lease + time.Second)
		w.upload(two)
		got, want := w.proxy.count("PUT /"+w.name+"/"+sitePrefix), 10-sent
		if got != want {
			t.Errorf("lost answer %v: got %d files sent, want %d", lose, got, want)
		}
	}
}
