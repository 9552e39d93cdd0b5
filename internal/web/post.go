package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Limits of a posted form (requirement 29).
const (
	MaxFields = 50      // names
	maxBody   = 256_000 // bytes
	maxValues = 300     // values together: every box of every list ticked is fewer
	maxName   = 64      // bytes in a name
)

// AnswerWithin is how long a post may take; then the visitor gets a 503 with
// the text kept.
const AnswerWithin = 8 * time.Second

// FieldLanguage is the name of the field that says in which language the page
// was that was filled in.
const FieldLanguage = "taal"

var errBody = errors.New("the body did not arrive whole")

// ReadPost takes the posted values from the body, and the language of the page
// that was filled in. What it could read stands in r also when it refuses, so
// that the text is not lost. Errors are *Refusal: what is no form, is too
// large, or was posted by a page of another site.
func (s *Server) ReadPost(w http.ResponseWriter, r *Request) (err error) {
	if r.Values, err = read(w, r.Request); slices.Contains(s.config.Set.Languages(), r.Values.Get(FieldLanguage)) {
		r.Lang = r.Values.Get(FieldLanguage)
	}
	if err != nil {
		return err
	}
	if err := s.cross.Check(r.Request); err != nil {
		return &Refusal{Status: http.StatusForbidden, Key: "cross", Cause: errors.New("cross-origin post")}
	}
	return nil
}

func read(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if !formType(r.Header) {
		return nil, &Refusal{Status: http.StatusUnsupportedMediaType, Key: "type"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &Refusal{Status: http.StatusRequestEntityTooLarge, Key: "large"}
	case err != nil:
		// The error itself may hold the client's address, which is not logged.
		return nil, &Refusal{Status: http.StatusBadRequest, Key: "bad", Cause: errBody}
	}
	return Decode(string(body))
}

// formType reports whether the body is a form in UTF-8 that is not compressed.
func formType(h http.Header) bool {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	charset, given := params["charset"]
	return err == nil && kind == "application/x-www-form-urlencoded" &&
		(!given || strings.EqualFold(charset, "utf-8")) &&
		len(h.Values("Content-Encoding")) == 0 && len(h.Values("Content-Type")) == 1
}

// Decode reads an encoded form and holds it to the limits. What it could read
// it returns also with a *Refusal.
func Decode(body string) (url.Values, error) {
	values, err := url.ParseQuery(body)
	if err != nil || len(values) > MaxFields {
		return values, Bad()
	}
	total := 0
	for name, v := range values {
		if total += len(v); len(name) > maxName || total > maxValues {
			return values, Bad()
		}
	}
	return values, nil
}

// OneEach refuses several values where one belongs.
func OneEach(values url.Values, names ...string) error {
	for _, name := range names {
		if len(values[name]) > 1 {
			return Bad()
		}
	}
	return nil
}
