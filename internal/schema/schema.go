// Package schema describes a record once.
//
// A record type lists its fields, each bound to a variable, in the manner of
// package flag:
//
//	func (q *Question) Fields(t *Taxonomy) []schema.Field {
//		return []schema.Field{
//			schema.Text("onderwerp", &q.Subject).Required().Max(120),
//			schema.Email("email", &q.Email).Required().Private(),
//			schema.Choices("themas", &q.Themes, t.Themes).Max(3),
//		}
//	}
//
// Everything that must know the fields reads that list: front matter is
// decoded and checked with DecodeYAML, a posted form with DecodeForm, a stored
// item with Values and DecodeForm, the open-data description with JSONSchema,
// the data map with Field.IsPrivate. A field has one name everywhere.
//
// All input passes through the same parser as text, so a rule cannot hold in
// one place and be missing in another. What is wrong is returned as Problems,
// all at once, each a code that the reader's language turns into a sentence.
//
// Package schema knows no record type, opens no file and keeps no state.
// A Field is safe for concurrent use as far as the variable it is bound to is.
package schema

// Kind says what a field holds; templates choose the control by it.
type Kind string

// The kinds of field.
const (
	KindText     Kind = "text"     // one line
	KindLong     Kind = "long"     // several lines of plain text
	KindMarkdown Kind = "markdown" // limited Markdown
	KindEmail    Kind = "email"
	KindPhone    Kind = "phone"
	KindURL      Kind = "url"
	KindKVK      Kind = "kvk"
	KindInt      Kind = "int"
	KindEuro     Kind = "euro" // whole euros
	KindBool     Kind = "bool"
	KindDate     Kind = "date"
	KindMoment   Kind = "moment"  // date with an optional time, Europe/Amsterdam
	KindChoice   Kind = "choice"  // one term of a vocabulary
	KindChoices  Kind = "choices" // several terms of a vocabulary
	KindRef      Kind = "ref"     // slug of another record
	KindRefs     Kind = "refs"
	KindList     Kind = "list"   // list of one-line texts
	KindGroup    Kind = "group"  // list of records with fields of their own
	KindRecord   Kind = "record" // one nested record
)

// Field is one bound field of a record. The builder methods return a changed
// copy, so a list of fields reads as a declaration.
type Field struct {
	name       string
	kind       Kind
	required   bool
	private    bool
	translated bool
	min, max   int // length in characters, number of items, or value; 0: no limit
	vocabulary *Vocabulary
	target     string // for refs: the content section that holds the record
	fieldset   string // group of the form in which the field is asked; empty: not asked

	set  func(f Field, in []string) *Fault
	get  func() []string
	rows func(n int) [][]Field // groups: resizes the list to n (n < 0: leaves it) and gives the fields of each row
}

// Name is the field's name: in front matter, form, stored item and template.
func (f Field) Name() string { return f.name }

// Kind says what the field holds.
func (f Field) Kind() Kind { return f.kind }

// IsRequired reports whether an empty value is a problem.
func (f Field) IsRequired() bool { return f.required }

// IsPrivate reports whether the field holds personal data that is never published.
func (f Field) IsPrivate() bool { return f.private }

// Limit is the largest length in characters, number of items or value; 0 is no limit.
func (f Field) Limit() int { return f.max }

// Vocabulary is the list the value is chosen from, nil for free values.
func (f Field) Vocabulary() *Vocabulary { return f.vocabulary }

// Target is the content section a reference points into, empty otherwise.
func (f Field) Target() string { return f.target }

// Required makes an empty value a problem.
func (f Field) Required() Field { f.required = true; return f }

// Private marks personal data: it is in the data map and in no public output.
func (f Field) Private() Field { f.private = true; return f }

// Translated lets a translation file give the field its own value.
func (f Field) Translated() Field { f.translated = true; return f }

// In places the field in a group of its form.
func (f Field) In(fieldset string) Field { f.fieldset = fieldset; return f }

// Fieldset is the group of the form in which the field is asked, empty when it
// is not asked but comes along.
func (f Field) Fieldset() string { return f.fieldset }

// Max sets the largest length in characters, number of items, or value.
func (f Field) Max(n int) Field { f.max = n; return f }

// Min sets the smallest length in characters, number of items, or value.
func (f Field) Min(n int) Field { f.min = n; return f }

// Strings gives the value in its canonical text form, nil when it is empty.
func (f Field) Strings() []string {
	if f.get == nil {
		return nil
	}
	return f.get()
}

// String gives a single value in its canonical text form.
func (f Field) String() string {
	if s := f.Strings(); len(s) > 0 {
		return s[0]
	}
	return ""
}

// Rows gives the fields of each nested record of a group or record field.
func (f Field) Rows() [][]Field {
	if f.rows == nil {
		return nil
	}
	return f.rows(-1)
}

// Parse sets the bound variable from text. Empty input clears it, which is a
// fault for a required field.
func (f Field) Parse(in []string) *Fault {
	in = meaningful(in)
	if len(in) == 0 {
		if fault := f.set(f, nil); fault != nil {
			return fault
		}
		return f.missing()
	}
	return f.set(f, in)
}

// missing is the fault of an absent value, nil for an optional field.
func (f Field) missing() *Fault {
	if !f.required {
		return nil
	}
	switch f.kind {
	case KindChoice, KindChoices:
		return &Fault{Code: Choose}
	case KindBool:
		return &Fault{Code: Accept}
	}
	return &Fault{Code: Missing}
}

// Values gives all flat fields in their canonical text form, by name; empty
// ones are left out. It is the form in which a submission is stored.
func Values(fields []Field) map[string][]string {
	values := make(map[string][]string, len(fields))
	for _, f := range fields {
		if s := f.Strings(); len(s) > 0 {
			values[f.name] = s
		}
	}
	return values
}

// Lookup finds a field by name.
func Lookup(fields []Field, name string) (Field, bool) {
	for _, f := range fields {
		if f.name == name {
			return f, true
		}
	}
	return Field{}, false
}
