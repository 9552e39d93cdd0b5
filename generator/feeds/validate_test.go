package feeds_test

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"unicode/utf8"
)

// violations checks a decoded JSON value against a decoded JSON Schema and
// names everything that is wrong. A keyword it does not know is a violation
// too, so that nothing goes unchecked.
func violations(at string, s map[string]any, v any) []string {
	var out []string
	for keyword, want := range s {
		if fault := check(at, s, keyword, want, v); fault != nil {
			out = append(out, fault...)
		}
	}
	slices.Sort(out)
	return out
}

func check(at string, s map[string]any, keyword string, want, v any) []string {
	wrong := func(ok bool) []string {
		if ok {
			return nil
		}
		return []string{fmt.Sprintf("%s: %s %v: %v", at, keyword, want, v)}
	}
	text, isText := v.(string)
	number, isNumber := v.(float64)
	list, isList := v.([]any)
	object, isObject := v.(map[string]any)
	switch keyword {
	case "$schema", "$id", "title", "description", "format":
		return nil
	case "type":
		return wrong(map[string]bool{"string": isText, "array": isList, "object": isObject,
			"integer": isNumber && number == math.Trunc(number), "boolean": v == true || v == false}[want.(string)])
	case "const":
		return wrong(v == want)
	case "enum":
		return wrong(slices.Contains(want.([]any), v))
	case "pattern":
		return wrong(!isText || regexp.MustCompile(want.(string)).MatchString(text))
	case "minLength":
		return wrong(!isText || utf8.RuneCountInString(text) >= int(want.(float64)))
	case "maxLength":
		return wrong(!isText || utf8.RuneCountInString(text) <= int(want.(float64)))
	case "minimum":
		return wrong(!isNumber || number >= want.(float64))
	case "maximum":
		return wrong(!isNumber || number <= want.(float64))
	case "minItems":
		return wrong(!isList || len(list) >= int(want.(float64)))
	case "maxItems":
		return wrong(!isList || len(list) <= int(want.(float64)))
	case "uniqueItems":
		return wrong(!isList || unique(list))
	case "items":
		var out []string
		for i, item := range list {
			out = append(out, violations(fmt.Sprintf("%s[%d]", at, i), want.(map[string]any), item)...)
		}
		return out
	case "required":
		for _, name := range want.([]any) {
			if _, ok := object[name.(string)]; isObject && !ok {
				return []string{at + ": misses " + name.(string)}
			}
		}
		return nil
	case "properties":
		var out []string
		for name, property := range want.(map[string]any) {
			if value, ok := object[name]; ok {
				out = append(out, violations(at+"."+name, property.(map[string]any), value)...)
			}
		}
		return out
	case "additionalProperties":
		return additional(at, s, want, object)
	}
	return []string{at + ": unknown keyword " + keyword}
}

func additional(at string, s map[string]any, want any, object map[string]any) []string {
	known, _ := s["properties"].(map[string]any)
	var out []string
	for name, value := range object {
		if _, ok := known[name]; ok {
			continue
		}
		if property, ok := want.(map[string]any); ok {
			out = append(out, violations(at+"."+name, property, value)...)
			continue
		}
		out = append(out, at+": unknown property "+name)
	}
	return out
}

func unique(list []any) bool {
	seen := map[string]bool{}
	for _, item := range list {
		data, err := json.Marshal(item)
		if err != nil || seen[string(data)] {
			return false
		}
		seen[string(data)] = true
	}
	return true
}
