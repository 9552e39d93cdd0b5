package preview

import (
	"net"
	"net/http"
	"strings"
)

// deskPath is where the pages of staff begin.
const deskPath = "/balie/"

// isDesk reports whether the pages of staff answer a request: everything under
// their own name but files, and otherwise, when they have none, what lies below
// their path.
func (h *Handler) isDesk(r *http.Request) bool {
	if h.config.Desk == nil {
		return false
	}
	if h.config.DeskHost != "" {
		return h.atDesk(r) && !strings.HasPrefix(r.URL.Path, "/assets/")
	}
	return strings.HasPrefix(r.URL.Path+"/", deskPath)
}

// atDesk reports whether a request is addressed to the name of the desk.
func (h *Handler) atDesk(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	return strings.EqualFold(host, h.config.DeskHost)
}

func (h *Handler) desk(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.RawPath != "": // encoded in a way that no link of the desk is
		h.files.Load().notFound(w, r)
	case r.URL.Path == "/" || r.URL.Path+"/" == deskPath:
		redirect(w, deskPath)
	default:
		h.config.Desk.ServeHTTP(w, r)
	}
}
