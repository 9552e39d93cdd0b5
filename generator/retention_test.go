package main

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// ended is a question that was closed some days ago.
func ended(n, days int) *cases.Case {
	c := exampleCase(n)
	c.Status, c.ClosedAt = domain.StatusClosed, time.Now().AddDate(0, 0, -days).UTC()
	return c
}

func TestRetentionDoesNothingUnlessItIsTold(t *testing.T) {
	for _, kind := range places() {
		t.Run(kind, func(t *testing.T) {
			held := ended(3, 400)
			held.Hold = true
			place := placeWith(t, kind, ended(1, 400), ended(2, 300), held)
			for range 2 {
				got := output(t, 0, "retention", "-data", place)
				if !strings.Contains(got, "gesloten vraag") || !strings.Contains(got, "Er is niets veranderd") || anonymous(t, place) != 0 {
					t.Errorf("got\n%s\nwant what would be done, and nothing done", got)
				}
			}
			got := output(t, 0, "retention", "-data", place, "-uitvoeren")
			if anonymous(t, place) != 1 {
				t.Errorf("got\n%s\nand %d anonymous cases, want 1", got, anonymous(t, place))
			}
			if again := output(t, 0, "retention", "-data", place, "-uitvoeren"); again == got || anonymous(t, place) != 1 {
				t.Errorf("again: got\n%s\nwant nothing to do", again)
			}
		})
	}
}

// anonymous counts the cases of a place that name nobody.
func anonymous(t *testing.T, place string) (n int) {
	t.Helper()
	err := withPlace(place, func(s store.Store) error {
		return eachMailer(t.Context(), s, func(_ store.Record, c *cases.Case) error {
			if len(c.Fields["naam"]) == 0 {
				n++
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRetentionRemovesOldMailFilesButThoseOfACaseOnHold(t *testing.T) {
	held := ended(1, 1)
	held.Hold = true
	place := placeWith(t, "folder", held, ended(2, 1))
	folder := filepath.Join(place, mailFolder)
	old := time.Now().AddDate(0, 0, -8)
	kept, other := cases.ID(held.Reference), cases.ID(ended(2, 1).Reference)
	for name, at := range map[string]time.Time{kept + "-a.eml": old, other + "-a.eml": old, "." + other + "-a.eml.tmp": old, other + "-b.eml": time.Now(), "lezen.txt": old} {
		writeFile(t, filepath.Join(folder, name), "To: iemand@example.org\r\n\r\nx\r\n")
		if err := os.Chtimes(filepath.Join(folder, name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	if got := output(t, 0, "retention", "-data", place); !strings.Contains(got, "bestanden met verzonden mail: 2") {
		t.Errorf("dry run: got\n%s\nwant two files", got)
	}
	output(t, 0, "retention", "-data", place, "-uitvoeren")
	for name, want := range map[string]bool{kept + "-a.eml": true, other + "-a.eml": false, "." + other + "-a.eml.tmp": false, other + "-b.eml": true, "lezen.txt": true} {
		if got := exists(filepath.Join(folder, name)); got != want {
			t.Errorf("%s: there is %v, want %v", name, got, want)
		}
	}
}

func TestRetentionLeavesNoByteInTheFile(t *testing.T) {
	c := ended(1, 400)
	c.Fields["vraag"] = []string{strings.Repeat("kanarie ", 2000)}
	place := placeWith(t, "folder", c, ended(2, 1))
	output(t, 0, "retention", "-data", place, "-uitvoeren")
	if strings.Contains(everyByte(t, place), "kanarie") {
		t.Error("the text is still in the data folder")
	}
}

func TestRetentionReportsWhatItCouldNotRead(t *testing.T) {
	place := placeWith(t, "folder", ended(1, 400))
	err := withPlace(place, func(s store.Store) error {
		_, err := s.Create(t.Context(), store.Record{ID: "3333-3333", Body: []byte("{")})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := output(t, 1, "retention", "-data", place, "-uitvoeren"); !strings.Contains(got, "niet te lezen: 3333-3333") {
		t.Errorf("got\n%s\nwant the damaged case named", got)
	}
}

func TestCaseOnHoldIsKeptUntilItIsLetGo(t *testing.T) {
	data := stoppedDesk(t)
	ref := ""
	err := withPlace(data, func(s store.Store) error {
		return eachMailer(t.Context(), s, func(r store.Record, c *cases.Case) error {
			ref, c.Status, c.ClosedAt = c.Reference, domain.StatusClosed, time.Now().AddDate(-2, 0, 0).UTC()
			return replaceCase(t.Context(), s, r, c)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	output(t, 2, "retention", "hold", ref, "-data", data) // without a reason
	output(t, 1, "retention", "hold", "2222-2222", "-reden", "bezwaar", "-data", data)
	output(t, 0, "retention", "hold", ref, "-reden", "bezwaar", "-data", data)
	output(t, 0, "retention", "-uitvoeren", "-data", data)
	if got := output(t, 0, "cases", ref, "-data", data); !strings.Contains(got, "vastgehouden") || !strings.Contains(got, "bezwaar") || anonymous(t, data) != 0 {
		t.Errorf("got\n%s\nwant the case on hold, with the reason", got)
	}
	output(t, 0, "retention", "hold", ref, "-vrij", "-reden", "afgerond", "-data", data)
	output(t, 0, "retention", "-uitvoeren", "-data", data)
	if anonymous(t, data) != 1 {
		t.Error("the case that was let go is still there")
	}
}

// secretIn puts a secret in a data folder that has cases already.
func secretIn(t *testing.T, dir string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "secret"), bytes.Repeat([]byte{1}, 32), 0o600); err != nil {
		t.Fatal(err)
	}
}

// openAt opens a desk on a data folder, with a log that the test reads.
func openAt(t *testing.T, o settings) (*desk, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	d, err := openDesk(t.Context(), o, slog.New(slog.NewJSONHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.close(); err != nil {
			t.Error(err)
		}
	})
	return d, &log
}

func TestServeErasesByItselfUnlessItIsToldNotTo(t *testing.T) {
	for _, test := range []struct {
		off  bool
		want int
	}{{true, 0}, {false, 1}} {
		held := ended(3, 400)
		held.Hold = true
		place := placeWith(t, "folder", ended(1, 400), ended(2, 300), held)
		secretIn(t, place)
		d, log := openAt(t, settings{data: place, keepAll: test.off})
		broken := store.Record{ID: "2222-3333", Body: []byte("{")}
		if _, err := d.store.Create(t.Context(), broken); err != nil {
			t.Fatal(err)
		}
		d.tidy(t.Context())
		for _, want := range []string{`"rule":"question","days":365,"cases":1,"held":1,"failed":0,"done":` + strconv.FormatBool(!test.off), `"case":"2222-3333"`, `"failed":1`, `"purge"`} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("off %v: got log\n%s\nwant %s", test.off, log, want)
			}
		}
		if strings.Contains(log.String(), "voorbeeld") {
			t.Errorf("got log\n%s\nwant no address", log)
		}
		if err := d.store.Delete(t.Context(), broken.ID, 1); err != nil {
			t.Fatal(err)
		}
		got := 0
		err := eachMailer(t.Context(), d.store, func(_ store.Record, c *cases.Case) error {
			if len(c.Fields["naam"]) == 0 {
				got++
			}
			return nil
		})
		if err != nil || got != test.want {
			t.Errorf("off %v: got %d anonymous cases, %v, want %d", test.off, got, err, test.want)
		}
	}
}

func TestServeErasesOldFilesWithMail(t *testing.T) {
	dir := t.TempDir()
	d, log := openAt(t, settings{data: dir})
	file := filepath.Join(dir, mailFolder, "oud.eml")
	if err := os.WriteFile(file, []byte("tekst"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.retain(t.Context(), time.Now().AddDate(0, 0, 6))
	if _, err := os.Stat(file); err != nil {
		t.Errorf("after six days: got %v, want the file", err)
	}
	d.retain(t.Context(), time.Now().AddDate(0, 0, 8))
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(log.String(), `"mailfiles":1`) {
		t.Errorf("after eight days: got %v and log %s, want it gone and counted", err, log)
	}
}
