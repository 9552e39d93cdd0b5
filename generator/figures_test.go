package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mkbloket/generator/content/contenttest"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// askedCases are questions of October 2026 about innovation, answered the next day.
func askedCases(n int) []*cases.Case {
	var out []*cases.Case
	for i := range n {
		c := exampleCase(i + 1)
		c.CreatedAt = time.Date(2026, 10, 5, 10, 0, 0, 0, time.UTC)
		c.Status, c.Fields["thema"], c.Fields["gemeente"] = domain.StatusAnswered, []string{"innovatie"}, []string{"maastricht"}
		c.Log = []cases.Event{{At: c.CreatedAt.AddDate(0, 0, 1), What: string(domain.VerbAnswer), Who: string(domain.PartyOfficer)}}
		out = append(out, c)
	}
	return out
}

const wantFigures = `# Gemaakt door: generator figures export. Verander hier niets met de hand.
stand_op: 2026-11-23
van: 2025-11-01
tot_en_met: 2026-10-31
tabellen:
  - naam: op-tijd-vragen
    rijen:
      - {rij: 2025-11, aantallen: ["<5", "<5", "<5"]}
`

func writtenFigures(t *testing.T, dir, place, day string) string {
	t.Helper()
	var out, messages bytes.Buffer
	if err := figuresCommand(t.Context(), []string{"export", "-content", dir, "-data", place, "-date", day}, streams{&out, &messages}); err != nil {
		t.Fatalf("%v: %s%s", err, &out, &messages)
	}
	return out.String()
}

func readFigures(t *testing.T, dir string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "cijfers.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestFiguresAreExportedFromEveryPlace(t *testing.T) {
	for _, kind := range places() {
		t.Run(kind, func(t *testing.T) {
			dir, place := contenttest.Folder(t, nil), placeWith(t, kind, askedCases(12)...)
			if got, want := writtenFigures(t, dir, place, "2026-11-23"), "cijfers.yaml is geschreven\n"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			got := readFigures(t, dir)
			if !strings.HasPrefix(got, wantFigures) {
				t.Errorf("got\n%s\nwant it to begin with\n%s", got, wantFigures)
			}
			for _, want := range []string{`{rij: 2026-10, aantallen: ["10", "<5", "<5"]}`, `{rij: innovatie, aantallen: ["10"]}`, `{rij: zuid, aantallen: ["10"]}`, `{rij: question, aantallen: ["10", "1", "1"]}`} {
				if !strings.Contains(got, want) {
					t.Errorf("got\n%s\nwant %s in it", got, want)
				}
			}
			if strings.Contains(got, "oorbeeld") {
				t.Error("the file holds something that somebody typed")
			}
		})
	}
}

func TestFiguresOfAnotherDayAloneAreNoNews(t *testing.T) {
	dir, place := contenttest.Folder(t, nil), placeWith(t, "folder", askedCases(12)...)
	writtenFigures(t, dir, place, "2026-11-23")
	before := readFigures(t, dir)
	if got, want := writtenFigures(t, dir, place, "2026-11-24"), "cijfers.yaml is niet veranderd\n"; got != want || readFigures(t, dir) != before {
		t.Errorf("got %q and another file %v, want %q", got, readFigures(t, dir) != before, want)
	}
	if got, want := writtenFigures(t, dir, place, "2026-12-01"), "cijfers.yaml is geschreven\n"; got != want {
		t.Errorf("in another month: got %q, want %q", got, want)
	}
}

func TestFiguresThatSpoilTheContentAreTakenBack(t *testing.T) {
	dir := contenttest.Folder(t, nil)
	var out, messages bytes.Buffer
	s := streams{&out, &messages}
	if err := keepFigures(dir, []byte("stand_op: morgen\n"), nil, s); !errors.Is(err, errProblems) || !strings.Contains(messages.String()+out.String(), "cijfers.yaml:1") {
		t.Errorf("got %v and %q, want the problem with its line", err, messages.String()+out.String())
	}
	if exists(filepath.Join(dir, "cijfers.yaml")) {
		t.Error("the file is still there")
	}
	writtenFigures(t, dir, placeWith(t, "folder", askedCases(12)...), "2026-11-23")
	before := readFigures(t, dir)
	p, problems, err := load(options{content: dir, templates: os.DirFS("../templates"), today: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)})
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	if err := keepFigures(dir, []byte("stand_op: morgen\n"), p.bundle.Figures, s); !errors.Is(err, errProblems) || readFigures(t, dir) != before {
		t.Errorf("got %v, want the file as it was", err)
	}
}

func TestTheRunningServerGivesFigures(t *testing.T) {
	dir, place := contenttest.Folder(t, nil), placeWith(t, "folder", askedCases(12)...)
	p, _, err := load(options{content: dir, templates: os.DirFS("../templates"), today: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }
	config := func() (*domain.Taxonomy, map[domain.Kind]int) {
		return p.bundle.Taxonomy, p.bundle.Site.Targets.Days()
	}
	none := func() (*domain.Taxonomy, map[domain.Kind]int) { return nil, nil }
	err = withPlace(place, func(db store.Store) error {
		for _, test := range []struct {
			config func() (*domain.Taxonomy, map[domain.Kind]int)
			status int
			start  string
		}{{config, http.StatusOK, wantFigures}, {none, http.StatusServiceUnavailable, "the site was not built yet"}} {
			w := httptest.NewRecorder()
			figuresHandler(db, test.config, now)(w, httptest.NewRequest("GET", "/figures", nil))
			body, err := io.ReadAll(w.Body)
			if err != nil || w.Code != test.status || !strings.HasPrefix(string(body), test.start) {
				t.Errorf("got %d %q, %v, want %d and %q", w.Code, body, err, test.status, test.start)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFiguresAreAskedOfTheServerThatHoldsTheStore(t *testing.T) {
	dir, place := contenttest.Folder(t, nil), filepath.Join(t.TempDir(), "var")
	d := runningDesk(t, place)
	args := []string{"export", "-content", dir, "-data", place}
	var out bytes.Buffer
	if err := figuresCommand(t.Context(), args, streams{&out, &out}); err == nil || !strings.Contains(err.Error(), "not built yet") {
		t.Errorf("before the first build: got %v", err)
	}
	p, _, err := load(options{content: dir, templates: os.DirFS("../templates"), today: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	d.content.Store(p.snapshot)
	if err := figuresCommand(t.Context(), args, streams{&out, &out}); err != nil || !strings.HasPrefix(readFigures(t, dir), "# Gemaakt door") {
		t.Errorf("got %v, want the file", err)
	}
}

func TestFiguresAreCalledInOneWay(t *testing.T) {
	for _, args := range [][]string{nil, {"import"}, {"export", "x"}, {"export", "-date", "morgen"}} {
		var messages bytes.Buffer
		if err := figuresCommand(t.Context(), args, streams{io.Discard, &messages}); !errors.Is(err, errUsage) || messages.Len() == 0 {
			t.Errorf("%q: got %v and %q, want wrong usage with an explanation", args, err, &messages)
		}
	}
}
