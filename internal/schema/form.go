package schema

// DecodeForm sets the fields from posted values and returns what is wrong, in
// the order of the fields. Names without a field are ignored, as requirement
// 31 asks: a visitor cannot set what the form does not offer.
func DecodeForm(values map[string][]string, fields []Field) []Problem {
	var problems []Problem
	for _, f := range fields {
		if fault := f.Parse(values[f.name]); fault != nil {
			problems = append(problems, Problem{Fault: *fault, Field: f.name})
		}
	}
	return problems
}
