package forms

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"mkbloket/internal/schema"
)

// Limits of a posted form (requirement 29).
const (
	maxBody   = 256_000 // bytes
	maxFields = 50      // names
	maxValues = 300     // values together: every box of every list ticked is fewer
	maxName   = 64      // bytes in a name
)

var errBody = errors.New("the body did not arrive whole")

// read takes the posted values from the body. What it could read it returns
// also with a refusal, so that the text is not lost.
func read(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if !formType(r.Header) {
		return nil, &refusal{status: http.StatusUnsupportedMediaType, key: "type"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &refusal{status: http.StatusRequestEntityTooLarge, key: "large"}
	case err != nil:
		// The error itself may hold the client's address, which is not logged.
		return nil, &refusal{status: http.StatusBadRequest, key: "bad", cause: errBody}
	}
	return decode(string(body))
}

// formType reports whether the body is a form in UTF-8 that is not compressed.
func formType(h http.Header) bool {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	charset, given := params["charset"]
	return err == nil && kind == "application/x-www-form-urlencoded" &&
		(!given || strings.EqualFold(charset, "utf-8")) &&
		len(h.Values("Content-Encoding")) == 0 && len(h.Values("Content-Type")) == 1
}

// decode reads an encoded form and holds it to the limits.
func decode(body string) (url.Values, error) {
	values, err := url.ParseQuery(body)
	bad := &refusal{status: http.StatusBadRequest, key: "bad"}
	if err != nil || len(values) > maxFields {
		return values, bad
	}
	total := 0
	for name, v := range values {
		if total += len(v); len(name) > maxName || total > maxValues {
			return values, bad
		}
	}
	return values, nil
}

// oneEach refuses several values where one belongs.
func oneEach(values url.Values, fields []schema.Field) error {
	for _, name := range []string{fieldToken, fieldLanguage, fieldTrap, fieldStep, fieldAware} {
		if len(values[name]) > 1 {
			return &refusal{status: http.StatusBadRequest, key: "bad"}
		}
	}
	for _, f := range fields {
		if f.Kind() != schema.KindChoices && len(values[f.Name()]) > 1 {
			return &refusal{status: http.StatusBadRequest, key: "bad"}
		}
	}
	return nil
}
