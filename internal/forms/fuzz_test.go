package forms

import (
	"net/url"
	"strings"
	"testing"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
	"mkbloket/internal/web"
)

// FuzzDecode states that a body either is refused or stays within the limits,
// and that what the fields make of it they make of it again: storing and
// reading back changes nothing.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"", "naam=a&naam=b", "%zz", "vraag=a;b", "email=A%40B.example&kvk=KVK+1234+5678&telefoon=043+1",
		"onderwerp=%E2%80%AE&vraag=%0D%0A+x+%0D", "bedrag=1.500,50&themas=x&website=www.x.nl", strings.Repeat("a&", 400),
		"omschrijving=e%CC%81&kvk=1%C2%A02", "website=a.b%20c",
	} {
		f.Add(seed)
	}
	taxonomy := domain.NewTaxonomy()
	f.Fuzz(func(t *testing.T, body string) {
		values, err := web.Decode(body)
		if err != nil {
			return
		}
		if len(values) > web.MaxFields {
			t.Fatalf("%d fields, want at most %d", len(values), web.MaxFields)
		}
		for _, d := range definitions {
			_, fields := empty(d.kind, taxonomy)
			schema.DecodeForm(values, fields)
			once := schema.Values(fields)
			_, again := empty(d.kind, taxonomy)
			for _, problem := range schema.DecodeForm(once, again) {
				if len(once[problem.Field]) > 0 {
					t.Errorf("%s: %q is not taken a second time: %s", problem.Field, once[problem.Field], problem.Code)
				}
			}
			if got, want := url.Values(schema.Values(again)).Encode(), url.Values(once).Encode(); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			sensitiveFields(fields)
		}
	})
}
