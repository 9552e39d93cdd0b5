package forms

import (
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
)

// sensitive is the code of a text that seems to hold a number that the desk
// must not get: a citizen service number (BSN), a bank account number or the
// number of an identity document. The sender is asked once, and may send it all
// the same (requirement 93).
const sensitive schema.Code = "gevoelig"

// sensitiveFields lists the free texts that seem to hold such a number.
func sensitiveFields(fields []schema.Field) []schema.Problem {
	var problems []schema.Problem
	for _, f := range fields {
		switch f.Kind() {
		case schema.KindText, schema.KindLong, schema.KindMarkdown:
			if web.HoldsSecretNumber(f.String()) {
				problems = append(problems, schema.Problem{Field: f.Name(), Fault: schema.Fault{Code: sensitive}})
			}
		}
	}
	return problems
}
