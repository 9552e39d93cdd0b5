package preview

import (
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"
)

// observe writes one line per request and catches what panics. The line holds
// no query, no full address of the visitor, and no path that cannot be one of
// ours, since people type names and mail addresses into the address bar.
func (h *Handler) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := instance()
		r.Header.Set("X-Request-Id", id) // so that what the handlers log carries the same
		seen := &recorder{ResponseWriter: w}
		defer func() {
			fault := recover()
			if fault != nil && fault != http.ErrAbortHandler {
				h.config.Log.Error("panic", "id", id, "path", loggable(r.URL.Path), "stack", string(debug.Stack()))
				if seen.status == 0 {
					clear(w.Header()) // what the handler had set no longer holds
					h.simple(seen, http.StatusInternalServerError, id)
					fault = nil
				}
			}
			h.config.Log.Info("request", "id", id, "method", knownMethod(r.Method), "path", loggable(r.URL.Path),
				"status", seen.status, "bytes", seen.bytes, "ms", time.Since(start).Milliseconds(), "from", network(r.RemoteAddr))
			if fault != nil {
				panic(http.ErrAbortHandler) // half an answer has gone out: break the connection
			}
		}()
		next.ServeHTTP(seen, r)
		if seen.status == 0 {
			seen.status = http.StatusOK // net/http sends it
		}
	})
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// loggable is the path if it looks like an address of the site, and "other" if not.
func loggable(path string) string {
	if len(path) > 200 {
		return "other"
	}
	for _, c := range path {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.ContainsRune("/-_.", c)) {
			return "other"
		}
	}
	return path
}

// knownMethod keeps what a client calls its method out of the log.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// network is the part of a visitor's address that is not personal: /24 or /48.
func network(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return "unknown"
	}
	address, bits := address.Unmap().WithZone(""), 48
	if address.Is4() {
		bits = 24
	}
	prefix, err := address.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return prefix.String()
}
