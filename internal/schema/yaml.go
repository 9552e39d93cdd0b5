package schema

import (
	"slices"

	"gopkg.in/yaml.v3"
)

// DecodeYAML sets the fields from a mapping and returns everything that is
// wrong with it, with line numbers. Unknown and duplicate keys, wrong types,
// anchors, aliases, tags and merge keys are problems. A nil node is an empty
// mapping. With translation set, only fields marked Translated are taken and
// none is required.
func DecodeYAML(node *yaml.Node, fields []Field, translation bool) []Problem {
	d := decoder{translation: translation}
	d.mapping(node, fields, "")
	return d.problems
}

type decoder struct {
	problems    []Problem
	translation bool
}

func (d *decoder) add(line int, field string, fault Fault) {
	d.problems = append(d.problems, Problem{Fault: fault, Field: field, Line: line})
}

func (d *decoder) mapping(node *yaml.Node, fields []Field, prefix string) {
	line := 1
	seen := map[string]bool{}
	if node != nil {
		line = node.Line
		if node.Anchor != "" || node.Style&yaml.TaggedStyle != 0 {
			d.add(line, prefix, Fault{Code: Unsupported})
			return
		}
		if node.Kind != yaml.MappingNode {
			d.add(line, prefix, Fault{Code: NotRecord})
			return
		}
		for i := 0; i+1 < len(node.Content); i += 2 {
			d.pair(node.Content[i], node.Content[i+1], fields, prefix, seen)
		}
	}
	for _, f := range fields {
		if f.required && !seen[f.name] && !d.translation {
			d.add(line, join(prefix, f.name), *f.missing())
		}
	}
}

func (d *decoder) pair(key, value *yaml.Node, fields []Field, prefix string, seen map[string]bool) {
	name := join(prefix, key.Value)
	f, ok := Lookup(fields, key.Value)
	switch {
	case key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || key.Anchor != "" || key.Style&yaml.TaggedStyle != 0:
		d.add(key.Line, name, Fault{Code: Unsupported})
	case !ok:
		d.add(key.Line, name, Fault{Code: UnknownKey, Value: key.Value, Near: Nearest(key.Value, names(fields))})
	case seen[f.name]:
		d.add(key.Line, name, Fault{Code: Duplicate, Value: key.Value})
	case d.translation && !f.translated:
		d.add(key.Line, name, Fault{Code: NotHere})
	default:
		seen[f.name] = true
		d.value(value, f, name)
	}
}

func (d *decoder) value(node *yaml.Node, f Field, name string) {
	if node.Kind == yaml.AliasNode || node.Anchor != "" || node.Style&yaml.TaggedStyle != 0 {
		d.add(node.Line, name, Fault{Code: Unsupported})
		return
	}
	switch f.kind {
	case KindGroup:
		d.group(node, f, name)
	case KindRecord:
		if node.Tag == "!!null" {
			node = &yaml.Node{Kind: yaml.MappingNode, Line: node.Line}
		}
		d.mapping(node, f.Rows()[0], name)
	case KindList, KindChoices, KindRefs:
		d.list(node, f, name)
	default:
		d.scalar(node, f, name)
	}
}

func (d *decoder) scalar(node *yaml.Node, f Field, name string) {
	if node.Kind != yaml.ScalarNode {
		d.add(node.Line, name, Fault{Code: NotText})
		return
	}
	d.parse(node.Line, f, name, plain(node))
}

func (d *decoder) list(node *yaml.Node, f Field, name string) {
	if node.Kind == yaml.ScalarNode && plain(node) == "" {
		d.parse(node.Line, f, name)
		return
	}
	if node.Kind != yaml.SequenceNode {
		d.add(node.Line, name, Fault{Code: NotList})
		return
	}
	var in []string
	for _, item := range node.Content {
		if item.Kind != yaml.ScalarNode || item.Anchor != "" || item.Style&yaml.TaggedStyle != 0 {
			d.add(item.Line, name, Fault{Code: NotText})
			return
		}
		// One item at a time first, so that a fault names the item's own line.
		if fault := f.Parse([]string{plain(item)}); fault != nil && fault.Code != Missing && fault.Code != Choose {
			d.add(item.Line, name, *fault)
			return
		}
		in = append(in, plain(item))
	}
	d.parse(node.Line, f, name, in...)
}

func (d *decoder) group(node *yaml.Node, f Field, name string) {
	if node.Tag == "!!null" || node.Kind == yaml.SequenceNode && len(node.Content) == 0 {
		d.parse(node.Line, f, name)
		return
	}
	if node.Kind != yaml.SequenceNode {
		d.add(node.Line, name, Fault{Code: NotList})
		return
	}
	for i, fields := range f.rows(len(node.Content)) {
		d.mapping(node.Content[i], fields, name)
	}
}

func (d *decoder) parse(line int, f Field, name string, in ...string) {
	fault := f.Parse(in)
	if fault == nil || d.translation && slices.Contains([]Code{Missing, Choose, Accept}, fault.Code) {
		return
	}
	d.add(line, name, *fault)
}

// plain gives the scalar as it was written; YAML's null is an empty value.
func plain(node *yaml.Node) string {
	if node.Tag == "!!null" {
		return ""
	}
	return node.Value
}

func names(fields []Field) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.name
	}
	return out
}

func join(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + "." + name
}
