package schema

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"gopkg.in/yaml.v3"
)

// EncodeYAML writes the fields as one mapping in block style, in their order
// and in canonical form; empty ones are left out, and a record without any
// value is "{}\n". What was typed stands there as text only: it cannot become a
// key, a second document, an anchor or a tag, and each value keeps to one line.
// DecodeYAML reads the same values back.
func EncodeYAML(fields []Field) ([]byte, error) {
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := errors.Join(e.Encode(mappingOf(fields)), e.Close()); err != nil {
		return nil, fmt.Errorf("encode YAML: %w", err)
	}
	return out.Bytes(), nil
}

// ErrDocuments reports text in which DecodeYAML would not see everything: it is
// no YAML, or holds more than one document.
var ErrDocuments = errors.New("not one YAML document")

// ReadYAML sets the fields from the only document in data, as DecodeYAML does.
// Lines count from the first of data.
func ReadYAML(data []byte, fields []Field) ([]Problem, error) {
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := d.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: %w", ErrDocuments, err)
	}
	if err := d.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, ErrDocuments
	}
	if len(doc.Content) == 0 {
		return DecodeYAML(nil, fields, false), nil
	}
	return DecodeYAML(doc.Content[0], fields, false), nil
}

func mappingOf(fields []Field) *yaml.Node {
	m := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for _, f := range fields {
		if value := f.node(); value != nil {
			m.Content = append(m.Content, text(f.name), value)
		}
	}
	return m
}

// node is the value of the field, nil when it is empty.
func (f Field) node() *yaml.Node {
	switch f.kind {
	case KindRecord:
		if m := mappingOf(f.Rows()[0]); len(m.Content) > 0 {
			return m
		}
		return nil
	case KindGroup:
		return listOf(f.Rows(), mappingOf, 0)
	case KindList, KindChoices, KindRefs:
		return listOf(f.Strings(), text, yaml.FlowStyle)
	case KindInt, KindEuro:
		return bare(f.String(), "!!int")
	case KindDate, KindMoment:
		return bare(f.String(), "!!timestamp")
	case KindBool:
		if f.String() == "" {
			return nil
		}
		return bare("true", "!!bool")
	}
	if s := f.String(); s != "" {
		return text(s)
	}
	return nil
}

func listOf[T any](values []T, node func(T) *yaml.Node, style yaml.Style) *yaml.Node {
	if len(values) == 0 {
		return nil
	}
	list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: style}
	for _, v := range values {
		list.Content = append(list.Content, node(v))
	}
	return list
}

// bare is a value that the program wrote itself and that needs no quotes.
func bare(s, tag string) *yaml.Node {
	if s == "" {
		return nil
	}
	if tag == "!!timestamp" && len(s) > len("2006-01-02") { // without seconds YAML takes it for text
		tag = "!!str"
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: s}
}

// text is a value that somebody typed. The YAML package quotes what would read
// as something else; whatever is not plain prose is quoted in any case.
func text(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if strings.ContainsFunc(s, unusual) || strings.ContainsAny(s[:min(1, len(s))], "-.~=") {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// unusual reports characters that YAML gives a meaning somewhere, and those
// that do not show.
func unusual(r rune) bool {
	return r < ' ' || r == 0x7f || r == 0x85 || r == 0xa0 || r == 0xfeff || r == 0x2028 || r == 0x2029 ||
		strings.ContainsRune(":#[]{}&*!|>'\"%@`\\<", r)
}
