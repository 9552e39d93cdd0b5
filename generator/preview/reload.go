package preview

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"mkbloket/generator/content"
	"mkbloket/internal/headers"
)

//go:embed reload.js
var reloadScript []byte

// reload knows which version of the site is up, what is wrong with the content,
// and who wants to hear when that changes.
type reload struct {
	instance string

	mu       sync.Mutex
	version  int
	problems []content.Problem
	changed  chan struct{} // closed at the next change
	done     chan struct{} // closed when the server stops
	stop     sync.Once
}

func newReload(instance string) *reload {
	return &reload{instance: instance, changed: make(chan struct{}), done: make(chan struct{})}
}

// set starts a new version with these problems.
func (l *reload) set(problems []content.Problem) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.version++
	l.problems = problems
	close(l.changed)
	l.changed = make(chan struct{})
}

// state is what a page needs to know, as JSON, and the channel of the next change.
func (l *reload) state() ([]byte, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	data, _ := json.Marshal(struct { // text and bool: no error possible
		Version  string `json:"version"`
		Problems bool   `json:"problems"`
	}{l.name(), len(l.problems) > 0})
	return data, l.changed
}

// current names the version that is up.
func (l *reload) current() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.name()
}

func (l *reload) name() string { return l.instance + "-" + strconv.Itoa(l.version) }

func (l *reload) close() { l.stop.Do(func() { close(l.done) }) }

// develop answers the addresses that exist only while developing.
func (h *Handler) develop(w http.ResponseWriter, r *http.Request) {
	switch {
	case !readOnly(w, r):
	case r.URL.Path == "/_reload":
		h.events(w, r)
	case r.URL.Path == "/_reload.js":
		w.Header().Set("Content-Type", headers.ContentType(".js"))
		_, _ = w.Write(reloadScript)
	case r.URL.Path == "/_problems":
		h.problems(w)
	default:
		h.files.Load().notFound(w, r)
	}
}

// beat is how often an idle stream says something, so that a browser that has
// gone is noticed; within the write timeout of the server.
const beat = 10 * time.Second

// events streams the state as server-sent events until the browser goes, or the
// server stops.
func (h *Handler) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	if r.Method == http.MethodHead {
		return
	}
	out := http.NewResponseController(w)
	_ = out.SetReadDeadline(time.Time{}) // the limits are for requests that end; without a connection there are none
	for {
		state, changed := h.reload.state()
		_ = out.SetWriteDeadline(time.Now().Add(2 * beat))
		if _, err := fmt.Fprintf(w, "retry: 200\ndata: %s\n\n", state); err != nil || out.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-time.After(beat):
		case <-r.Context().Done():
			return
		case <-h.reload.done:
			return
		}
	}
}

// problems lists what must be mended.
func (h *Handler) problems(w http.ResponseWriter) {
	h.reload.mu.Lock()
	problems := h.reload.problems
	h.reload.mu.Unlock()
	m := message{
		Title: count(len(problems)), Style: h.files.Load().style, Reload: true, Problems: problems,
		Lead: "De site is niet opnieuw gebouwd. U ziet deze pagina alleen op uw eigen computer.",
		More: "Bewaar het bestand: daarna gaat u vanzelf terug naar de pagina waar u was.",
	}
	if len(problems) == 0 {
		m.Title, m.Lead, m.More = "Geen fouten in de inhoud", "De site is gebouwd met alles wat u hebt bewaard.", ""
	}
	m.write(w, http.StatusOK)
}
