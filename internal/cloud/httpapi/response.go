package httpapi

import (
	"encoding/base64"
	"net/http"
	"strings"
	"unicode/utf8"
)

// maxBody is the largest body, in bytes. In base64 it and its headers stay
// below the 6 MB that an answer of a function may have.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const maxBody = 4_000_000

// recorder is an http.ResponseWriter that keeps the answer.
type recorder struct {
	header http.Header
	status int // 0: not written yet
	body   []byte
	sent   http.Header // as it was when the status was written
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status != 0 || status >= 100 && status < 200 { // there is no way to send 1xx ahead
		return
	}
	w.status, w.sent = status, w.header.Clone()
}

// Write keeps no more than shows that the answer is too large.
func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	w.body = append(w.body, b[:min(len(b), maxBody+1-min(len(w.body), maxBody+1))]...)
	return len(b), nil
}

// response makes the answer to an event of what was written.
func (w *recorder) response(method string) Response {
	w.WriteHeader(http.StatusOK)
	out := Response{Status: w.status, Headers: map[string]string{}}
	if out.Status < 200 || out.Status > 599 {
		out.Status = http.StatusInternalServerError // net/http panics on what API Gateway answers with 500
	}
	if w.sent.Get("Content-Type") == "" && len(w.body) > 0 {
		w.sent.Set("Content-Type", http.DetectContentType(w.body)) // otherwise API Gateway says it is JSON
	}
	for name, values := range w.sent {
		switch http.CanonicalHeaderKey(name) {
		case "Set-Cookie":
			out.Cookies = append(out.Cookies, clean(values)...)
		case "Content-Length", "Transfer-Encoding", "Connection", "Trailer":
		default:
			out.Headers[name] = strings.Join(clean(values), ", ")
		}
	}
	if bodyAllowed(method, out.Status) {
		out.Body, out.Base64 = encode(w.body)
	}
	return out
}

// bodyAllowed follows RFC 9110, sections 9.3.2, 15.3.5 and 15.4.5.
func bodyAllowed(method string, status int) bool {
	return method != http.MethodHead && status != http.StatusNoContent && status != http.StatusNotModified
}

// clean keeps a value on one line, as net/http does when it writes it.
func clean(values []string) []string {
	lines := strings.NewReplacer("\r", " ", "\n", " ")
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = strings.TrimSpace(lines.Replace(v))
	}
	return out
}

// encode writes the body as text when it is, and when its escapes in JSON do
// not make it longer than base64 would.
func encode(body []byte) (text string, base64Encoded bool) {
	escapes := 0
	for _, c := range body {
		switch {
		case c == '\n', c == '\r', c == '\t', c == '"', c == '\\':
			escapes++
		case c == 0xe2: // begins U+2028 and U+2029, and letters that need none
			escapes += 3
		case c < ' ':
			escapes += 5
		}
	}
	if utf8.Valid(body) && escapes <= len(body)/3 {
		return string(body), false
	}
	return base64.StdEncoding.EncodeToString(body), true
}
