package browsertest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"mkbloket/internal/chromium"
)

// traffic is what a browser asked for and complained of.
type traffic struct {
	mu       sync.Mutex
	requests []string // addresses
	faults   []string
}

// watch writes down everything that happens in the tab from now on.
func watch(v *chromium.Tab) *traffic {
	v.Helper()
	seen := &traffic{}
	if err := chromedp.Listen(v.Browser(), seen.note); err != nil {
		v.Fatal(err)
	}
	for _, enable := range []cdp.Command[cdp.Empty, cdp.Empty]{audits.Enable, log.Enable, runtime.Enable} {
		if _, err := chromedp.Call(v.Browser(), enable, cdp.Empty{}); err != nil {
			v.Fatal(err)
		}
	}
	return seen
}

func (s *traffic) note(event any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		s.requests = append(s.requests, e.Request.URL)
	case *log.EventEntryAdded:
		// Hints are no faults, and the page itself is meant to have an error status.
		hint := e.Entry.Level == log.EntryLevelInfo || e.Entry.Level == log.EntryLevelVerbose
		if !hint && !strings.Contains(e.Entry.Text, "the server responded with a status of 4") {
			s.faults = append(s.faults, fmt.Sprintf("%s %s: %s %s", e.Entry.Source, e.Entry.Level, e.Entry.Text, e.Entry.URL))
		}
	case *runtime.EventConsoleAPICalled:
		s.faults = append(s.faults, "console "+string(e.Type))
	case *runtime.EventExceptionThrown:
		s.faults = append(s.faults, "exception "+e.ExceptionDetails.Text)
	case *audits.EventIssueAdded:
		s.faults = append(s.faults, "issue "+string(e.Issue.Code))
	}
}

// take gives what was noted and starts afresh.
func (s *traffic) take() (requests, faults []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	requests, faults = s.requests, s.faults
	s.requests, s.faults = nil, nil
	return requests, faults
}

func TestNoOtherHostAndAQuietConsole(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := chromium.Start(t)
	seen := watch(v)
	everywhere(v, p, func(v *chromium.Tab, _ place) {
		unfold(v)
		chromium.Read[int](v, "document.body.offsetHeight") // everything is laid out, so everything was asked for
		requests, faults := seen.take()
		if len(requests) == 0 {
			v.Error("no request was seen")
		}
		for _, address := range requests {
			if !strings.HasPrefix(address, p.base+"/") && !strings.HasPrefix(address, "data:") {
				v.Errorf("a request to %s", address)
			}
		}
		for _, fault := range faults {
			v.Error(fault)
		}
	})
}

func TestTheWatchSeesAViolation(t *testing.T) {
	t.Parallel()
	p := startPortal(t, ownContent(t), asPublic()...)
	v := chromium.Start(t)
	seen := watch(v)
	v.Go(p.base + "/")
	v.Run(`document.body.append(Object.assign(document.createElement("img"), {src: "https://elsewhere.example/x.png"}))`)
	v.Do(chromedp.Reload())
	if _, faults := seen.take(); len(faults) == 0 {
		t.Error("an image of another host was not noticed")
	}
}
