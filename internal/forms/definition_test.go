package forms

import (
	"testing"

	"mkbloket/internal/domain"
)

// A required field that no form asks for could never be sent.
func TestEveryRequiredFieldIsAsked(t *testing.T) {
	for _, d := range definitions {
		asked := 0
		for _, f := range domain.NewSubmission(d.kind).Fields(domain.NewTaxonomy()) {
			if f.Fieldset() != "" {
				asked++
			} else if f.IsRequired() || !refers(f) {
				t.Errorf("%s: the field %s stands in no fieldset", d.kind, f.Name())
			}
		}
		total := 0
		for _, g := range groups(domain.NewSubmission(d.kind).Fields(domain.NewTaxonomy())) {
			total += len(g.fields)
		}
		if total != asked || asked == 0 {
			t.Errorf("%s: got %d fields in fieldsets, want %d", d.kind, total, asked)
		}
	}
}
