package feeds

import (
	"encoding/json"
	"strings"

	"mkbloket/internal/schema"
)

// writer writes JSON with members in the order in which they come. Texts pass
// through encoding/json, which escapes <, >, &, U+2028 and U+2029.
type writer struct{ data []byte }

// open starts an object or list: bracket is "{" or "[".
func (w *writer) open(bracket string) { w.comma(); w.data = append(w.data, bracket...) }

func (w *writer) close(bracket string) { w.data = append(w.data, bracket...) }

// key starts a member of an object.
func (w *writer) key(name string) {
	w.comma()
	w.quote(name)
	w.data = append(w.data, ':')
}

// value writes a text as a member's value or as an item of a list.
func (w *writer) value(s string) { w.comma(); w.quote(s) }

func (w *writer) member(name, value string) { w.key(name); w.quote(value) }

func (w *writer) line() { w.data = append(w.data, '\n') }

// comma separates what follows from what came before it in the same brackets.
// A text ends in a quote, so the last byte tells.
func (w *writer) comma() {
	if n := len(w.data); n > 0 {
		switch w.data[n-1] {
		case '{', '[', ':', '\n':
		default:
			w.data = append(w.data, ',')
		}
	}
}

func (w *writer) quote(s string) {
	if plain(s) && !strings.Contains(s, `\`) {
		w.data = append(append(append(w.data, '"'), s...), '"')
		return
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		panic("feeds: a text as JSON: " + err.Error()) // encoding/json accepts every string
	}
	w.data = append(w.data, quoted...)
}

// record writes the public fields that have a value.
func (w *writer) record(fields []schema.Field) {
	for _, f := range fields {
		if !f.IsPrivate() {
			w.field(f)
		}
	}
}

func (w *writer) field(f schema.Field) {
	switch f.Kind() {
	case schema.KindGroup:
		w.group(f)
		return
	case schema.KindRecord:
		w.nested(f)
		return
	}
	values := f.Strings()
	if len(values) == 0 {
		return
	}
	w.key(f.Name())
	switch f.Kind() {
	case schema.KindInt, schema.KindEuro:
		w.data = append(w.data, values[0]...) // decimal digits
	case schema.KindBool:
		w.data = append(w.data, "true"...)
	case schema.KindChoices, schema.KindRefs, schema.KindList:
		w.list(values)
	default:
		w.quote(values[0])
	}
}

func (w *writer) list(values []string) {
	w.open("[")
	for _, v := range values {
		w.value(v)
	}
	w.close("]")
}

func (w *writer) group(f schema.Field) {
	rows := f.Rows()
	if len(rows) == 0 {
		return
	}
	w.key(f.Name())
	w.open("[")
	for _, fields := range rows {
		w.open("{")
		w.record(fields)
		w.close("}")
	}
	w.close("]")
}

// nested writes a record, or nothing when all its fields are empty.
func (w *writer) nested(f schema.Field) {
	before := len(w.data)
	w.key(f.Name())
	w.open("{")
	inside := len(w.data)
	w.record(f.Rows()[0])
	if len(w.data) == inside {
		w.data = w.data[:before]
		return
	}
	w.close("}")
}
