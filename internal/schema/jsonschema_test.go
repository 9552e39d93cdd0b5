package schema_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/schema"
)

func TestJSONSchemaDescribesEachKind(t *testing.T) {
	var (
		s    string
		list []string
		n    int
		b    bool
		day  time.Time
	)
	v := schema.Enum("kleur", "rood", "groen")
	tests := []struct {
		name  string
		field schema.Field
		want  string
	}{
		{"text with a limit", schema.Text("x", &s).Max(120), `{"type":"string","maxLength":120}`},
		{"required text is not empty", schema.Text("x", &s).Required(), `{"type":"string","minLength":1}`},
		{"text with a least length", schema.Long("x", &s).Min(20).Required(), `{"type":"string","minLength":20}`},
		{"Markdown", schema.Markdown("x", &s).Max(9), `{"type":"string","maxLength":9}`},
		{"email", schema.Email("x", &s), `{"type":"string","format":"email","maxLength":254}`},
		{"phone", schema.Phone("x", &s), `{"type":"string","pattern":"^[+]?[0-9 ()./-]+$"}`},
		{"web address", schema.URL("x", &s), `{"type":"string","format":"uri","pattern":"^https?://","maxLength":500}`},
		{"KVK number", schema.KVK("x", &s), `{"type":"string","pattern":"^[0-9]{8}$"}`},
		{"number", schema.Int("x", &n), `{"type":"integer","minimum":0}`},
		{"number with limits", schema.Int("x", &n).Min(1).Max(100), `{"type":"integer","minimum":1,"maximum":100}`},
		{"amount", schema.Euro("x", &n).Max(5), `{"type":"integer","minimum":0,"maximum":5}`},
		{"yes or no", schema.Bool("x", &b), `{"type":"boolean"}`},
		{"box that must be ticked", schema.Bool("x", &b).Required(), `{"type":"boolean","const":true}`},
		{"day", schema.Date("x", &day), `{"type":"string","format":"date","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}`},
		{"moment", schema.End("x", &day), `{"type":"string","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2})?$"}`},
		{"choice", schema.Choice("x", &s, v), `{"type":"string","enum":["rood","groen"]}`},
		{"choices", schema.Choices("x", &list, v).Max(3).Required(), `{"type":"array","items":{"type":"string","enum":["rood","groen"]},"minItems":1,"maxItems":3,"uniqueItems":true}`},
		{"choices of a list without terms", schema.Choices("x", &list, schema.Enum("leeg")), `{"type":"array","items":{"type":"string"},"uniqueItems":true}`},
		{"reference", schema.Ref("x", &s, "regelingen"), `{"type":"string","pattern":"^[a-z0-9]+(-[a-z0-9]+)*$","maxLength":80}`},
		{"references", schema.Refs("x", &list, "regelingen"), `{"type":"array","items":{"type":"string","pattern":"^[a-z0-9]+(-[a-z0-9]+)*$","maxLength":80},"uniqueItems":true}`},
		{"list of texts", schema.List("x", &list).Max(300), `{"type":"array","items":{"type":"string","minLength":1,"maxLength":300}}`},
		{"record", schema.Record("x", []schema.Field{schema.Int("min", &n)}), `{"type":"object","properties":{"min":{"type":"integer","minimum":0}},"additionalProperties":false}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := marshal(t, schema.JSONSchema([]schema.Field{test.field}).Properties[0].Type)
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

type row struct{ title string }

func (r *row) fields() []schema.Field {
	return []schema.Field{schema.Text("titel", &r.title).Required()}
}

func TestJSONSchemaReadsTheFieldsOfAnEmptyGroupAndLeavesItEmpty(t *testing.T) {
	var rows []row
	got := marshal(t, schema.JSONSchema([]schema.Field{schema.Group("bronnen", &rows, (*row).fields)}))
	want := `{"type":"object","properties":{"bronnen":{"type":"array","items":{"type":"object","required":["titel"],` +
		`"properties":{"titel":{"type":"string","minLength":1}},"additionalProperties":false}}},"additionalProperties":false}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(rows) != 0 {
		t.Errorf("got %d rows afterwards, want 0", len(rows))
	}
}

func TestJSONSchemaKeepsTheRowsOfAFilledGroup(t *testing.T) {
	rows := []row{{"een"}, {"twee"}}
	schema.JSONSchema([]schema.Field{schema.Group("bronnen", &rows, (*row).fields)})
	if len(rows) != 2 || rows[1].title != "twee" {
		t.Errorf("got rows %v, want them as they were", rows)
	}
}

func TestJSONSchemaKeepsTheOrderOfFieldsAndLeavesPrivateOnesOut(t *testing.T) {
	var a, b, c string
	s := schema.JSONSchema([]schema.Field{
		schema.Text("zeta", &a).Required(), schema.Email("geheim", &b).Required().Private(), schema.Text("alfa", &c),
	})
	got := marshal(t, s)
	if strings.Contains(got, "geheim") {
		t.Errorf("got a private field in %s", got)
	}
	if strings.Index(got, `"zeta":`) > strings.Index(got, `"alfa":`) {
		t.Errorf("got %s, want zeta before alfa", got)
	}
	if !strings.Contains(got, `"required":["zeta"]`) {
		t.Errorf("got %s, want only zeta required", got)
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
