package schema

import (
	"bytes"
	"encoding/json"
)

// JSONType is a JSON Schema as far as fields need it: draft 2020-12,
// https://json-schema.org/draft/2020-12/json-schema-validation. The zero value
// of each member leaves its keyword out. It marshals to the same bytes every
// time, with properties in the order of the fields.
type JSONType struct {
	Schema      string `json:"$schema,omitempty"`
	ID          string `json:"$id,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`

	Type      string   `json:"type,omitempty"`
	Const     any      `json:"const,omitempty"`
	Enum      []string `json:"enum,omitempty"`
	Format    string   `json:"format,omitempty"`
	Pattern   string   `json:"pattern,omitempty"`   // a regular expression that RE2 and ECMA-262 read alike
	MinLength int      `json:"minLength,omitempty"` // in characters
	MaxLength int      `json:"maxLength,omitempty"`
	Minimum   *int     `json:"minimum,omitempty"`
	Maximum   *int     `json:"maximum,omitempty"`

	Items       *JSONType `json:"items,omitempty"`
	MinItems    int       `json:"minItems,omitempty"`
	MaxItems    int       `json:"maxItems,omitempty"`
	UniqueItems bool      `json:"uniqueItems,omitempty"`

	Required             []string       `json:"required,omitempty"`
	Properties           JSONProperties `json:"properties,omitempty"`
	AdditionalProperties any            `json:"additionalProperties,omitempty"` // false, or a *JSONType
}

// JSONProperty is one named property of an object.
type JSONProperty struct {
	Name string
	Type *JSONType
}

// JSONProperties are properties that keep their order when marshalled.
type JSONProperties []JSONProperty

// MarshalJSON writes the properties as one object, in order.
func (p JSONProperties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, property := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(property.Name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(property.Type)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// The dialect, and the patterns of values that are written as text.
const (
	JSONDialect   = "https://json-schema.org/draft/2020-12/schema"
	DatePattern   = `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`
	momentPattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2})?$`
	SlugPattern   = `^[a-z0-9]+(-[a-z0-9]+)*$`
	kvkPattern    = `^[0-9]{8}$`
	phonePattern  = `^[+]?[0-9 ()./-]+$`
	urlPattern    = `^https?://`
)

// JSONSchema describes a record with these fields as a closed object: types,
// vocabularies, limits, and what is required. It holds for front matter as
// editors write it and for the published data. Private fields are left out,
// since what this describes is public.
//
// Pass the fields of a fresh record: a group without rows is given one for a
// moment, to read its fields, so the record must not be in use elsewhere.
func JSONSchema(fields []Field) *JSONType {
	t := &JSONType{Type: "object", AdditionalProperties: false}
	for _, f := range fields {
		if f.private {
			continue
		}
		t.Properties = append(t.Properties, JSONProperty{f.name, f.jsonType()})
		if f.required {
			t.Required = append(t.Required, f.name)
		}
	}
	return t
}

func (f Field) jsonType() *JSONType {
	switch f.kind {
	case KindInt, KindEuro:
		return f.jsonNumber()
	case KindBool:
		t := &JSONType{Type: "boolean"}
		if f.required {
			t.Const = true
		}
		return t
	case KindChoices:
		return f.jsonSet(&JSONType{Type: "string", Enum: f.vocabulary.Slugs()})
	case KindRefs:
		return f.jsonSet(slugType())
	case KindList:
		t := &JSONType{Type: "array", Items: &JSONType{Type: "string", MinLength: max(1, f.min), MaxLength: f.max}}
		return f.filled(t)
	case KindGroup:
		return f.filled(&JSONType{Type: "array", Items: JSONSchema(f.sample())})
	case KindRecord:
		return JSONSchema(f.Rows()[0])
	}
	return f.jsonString()
}

func (f Field) jsonString() *JSONType {
	t := &JSONType{Type: "string", MinLength: f.min, MaxLength: f.max}
	switch f.kind {
	case KindEmail:
		t.Format = "email"
	case KindPhone:
		t.Pattern = phonePattern
	case KindURL:
		t.Format, t.Pattern = "uri", urlPattern
	case KindKVK:
		t.Pattern = kvkPattern
	case KindDate:
		t.Format, t.Pattern = "date", DatePattern
	case KindMoment:
		t.Pattern = momentPattern
	case KindChoice:
		t.Enum = f.vocabulary.Slugs()
	case KindRef:
		return slugType()
	default:
		if f.required {
			t.MinLength = max(1, f.min)
		}
	}
	return t
}

func (f Field) jsonNumber() *JSONType {
	t := &JSONType{Type: "integer", Minimum: new(f.min)}
	if f.max > 0 {
		t.Maximum = new(f.max)
	}
	return t
}

func (f Field) jsonSet(items *JSONType) *JSONType {
	return f.filled(&JSONType{Type: "array", Items: items, MaxItems: f.max, UniqueItems: true})
}

// filled asks for at least one item in a required list.
func (f Field) filled(t *JSONType) *JSONType {
	if f.required {
		t.MinItems = 1
	}
	return t
}

// sample gives the fields of one row of a group and leaves the group's length as it was.
func (f Field) sample() []Field {
	if rows := f.rows(-1); len(rows) > 0 {
		return rows[0]
	}
	row := f.rows(1)[0]
	f.rows(0)
	return row
}

func slugType() *JSONType {
	return &JSONType{Type: "string", Pattern: SlugPattern, MaxLength: MaxSlug}
}
