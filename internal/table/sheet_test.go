package table_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"mkbloket/internal/calendar"
	"mkbloket/internal/schema"
	"mkbloket/internal/table"
)

func date(day string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, day, calendar.Location())
	if err != nil {
		panic(err)
	}
	return t
}

// layout is a table of a layout with rows and their numbers.
func layout(name string, rows map[string][]int, order ...string) *table.Table {
	l, _ := table.LayoutOf(name)
	t := l.Make(order...)
	for i, slug := range order {
		copy(t.Cells[i], rows[slug])
	}
	return t
}

func sample() *table.Sheet {
	return table.NewSheet(date("2026-11-23"), date("2025-11-01"), date("2026-10-31"), []*table.Table{
		layout(table.OnTimeQuestions, map[string][]int{"2026-10": {17, 3, 0}}, "2026-10"),
		layout(table.Reaction, map[string][]int{"question": {17, 1, 3}, "advice": {4, 2, 2}}, "question", "advice"),
		layout(table.ByTheme, map[string][]int{"innovatie": {21}, "onbekend": {4}}, "innovatie", "onbekend"),
		layout(table.ByAmbition, map[string][]int{"groei": {4}}, "groei"),
		table.New("kruis", table.Cross, nil, nil),
	})
}

const sampleFile = `# Gemaakt door: generator figures export. Verander hier niets met de hand.
stand_op: 2026-11-23
van: 2025-11-01
tot_en_met: 2026-10-31
tabellen:
  - naam: op-tijd-vragen
    rijen:
      - {rij: 2026-10, aantallen: ["15", "<5", "<5"]}
  - naam: reactietijd
    rijen:
      - {rij: question, aantallen: ["15", "1", "3"]}
      - {rij: advice, aantallen: ["<5", "<5", "<5"]}
  - naam: vragen-thema
    rijen:
      - {rij: innovatie, aantallen: ["20"]}
      - {rij: onbekend, aantallen: ["<5"]}
`

func TestTheFileHoldsOnlyWhatMayBePublished(t *testing.T) {
	if got := string(sample().Write()); got != sampleFile {
		t.Errorf("got\n%s\nwant\n%s", got, sampleFile)
	}
}

func TestTheFileIsReadBackAsItWas(t *testing.T) {
	for _, want := range []*table.Sheet{sample(), table.NewSheet(date("2026-11-23"), date("2025-11-01"), date("2026-10-31"), nil)} {
		var document yaml.Node
		if err := yaml.Unmarshal(want.Write(), &document); err != nil {
			t.Fatal(err)
		}
		got := new(table.Sheet)
		if problems := schema.DecodeYAML(document.Content[0], got.Fields(), false); len(problems) > 0 {
			t.Fatal(problems)
		}
		if faults := got.Faults(known); len(faults) > 0 {
			t.Errorf("got faults %v", faults)
		}
		if string(got.Write()) != string(want.Write()) {
			t.Errorf("got\n%s\nwant\n%s", got.Write(), want.Write())
		}
	}
	if got, want := sample().Read()[0].Cells, [][]int{{15, table.Hidden, table.Hidden}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func known(vocabulary, slug string) bool { return vocabulary == "themas" && slug == "innovatie" }

func TestAFileThatTellsTooMuchIsRefused(t *testing.T) {
	tests := []struct {
		name  string
		table table.SheetTable
		want  string
	}{
		{"a small number", table.SheetTable{Name: table.ByTheme, Rows: []table.SheetRow{{"innovatie", []string{"4"}}}}, "rond af"},
		{"none", table.SheetTable{Name: table.ByTheme, Rows: []table.SheetRow{{"innovatie", []string{"0"}}}}, "rond af"},
		{"an exact number", table.SheetTable{Name: table.ByTheme, Rows: []table.SheetRow{{"innovatie", []string{"21"}}}}, "rond af"},
		{"the time of few", table.SheetTable{Name: table.Reaction, Rows: []table.SheetRow{{"question", []string{"<5", "2", "3"}}}}, "rond af"},
		{"words", table.SheetTable{Name: table.ByTheme, Rows: []table.SheetRow{{"innovatie", []string{"veel"}}}}, "schrijf een getal"},
		{"a negative number", table.SheetTable{Name: table.ByTheme, Rows: []table.SheetRow{{"innovatie", []string{"-5"}}}}, "schrijf een getal"},
		{"too many numbers", table.SheetTable{Name: table.ByTheme, Rows: []table.SheetRow{{"innovatie", []string{"5", "5"}}}}, "schrijf 1 aantallen"},
		{"an unknown theme", table.SheetTable{Name: table.ByTheme, Rows: []table.SheetRow{{"weg", []string{"5"}}}}, "hoort niet in"},
		{"no month", table.SheetTable{Name: table.OnTimeAdvice, Rows: []table.SheetRow{{"2026-13", []string{"5", "5", "5"}}}}, "hoort niet in"},
		{"a row twice", table.SheetTable{Name: table.ByTheme, Rows: []table.SheetRow{{"innovatie", []string{"5"}}, {"innovatie", []string{"5"}}}}, "twee keer"},
		{"an unknown table", table.SheetTable{Name: "kruis"}, "onbekend"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			sheet := table.Sheet{Tables: []table.SheetTable{test.table}}
			if got := sheet.Faults(known); len(got) != 1 || !strings.Contains(got[0].Message, test.want) {
				t.Errorf("got %v, want one with %q", got, test.want)
			}
		})
	}
	twice := table.Sheet{Tables: []table.SheetTable{{Name: table.ByTheme}, {Name: table.ByTheme}}}
	if got := twice.Faults(known); len(got) != 1 || got[0].Table != 1 || got[0].Row != -1 {
		t.Errorf("a table twice: got %v, want one about the second", got)
	}
}
