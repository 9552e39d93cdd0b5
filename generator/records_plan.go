package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"mkbloket/generator/content"
	"mkbloket/internal/domain"
	"mkbloket/internal/handover"
	"mkbloket/internal/publication"
)

// exported are the sections in which records export writes.
func exported() []string { return []string{content.Advisers, content.Entrepreneurs, content.FAQs} }

// change is what happens to one file. Of a new one Before is nil, of one that
// goes After is.
type change struct {
	Path          string
	Before, After []byte
}

// readOwn reads the files of the sections that records export writes in, by
// path. What is no ordinary file is left out: the check of the content names it.
func readOwn(dir string) (map[string][]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open content folder: %w", err)
	}
	defer root.Close()
	files := map[string][]byte{}
	for _, section := range exported() {
		entries, err := fs.ReadDir(root.FS(), section)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read content folder: %w", err)
		}
		for _, e := range entries {
			name := path.Join(section, e.Name())
			if !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") || path.Ext(name) != ".md" {
				continue
			}
			if files[name], err = root.ReadFile(name); err != nil {
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
		}
	}
	return files, nil
}

// plan lists what must change in a folder that has the files had, so that it
// holds what the desk approved. Files of editors are never touched: one that is
// in the way is named in the second list.
func plan(had map[string][]byte, a handover.Records, t *domain.Taxonomy) (changes []change, wrong []string) {
	wanted := map[string]bool{}
	for _, f := range a.Files {
		wanted[f.Path] = true
		before, there := had[f.Path]
		switch {
		case !there:
			changes = append(changes, change{Path: f.Path, After: f.Data})
		case bytes.Equal(before, f.Data):
		case isDesks(f.Path, before, t):
			changes = append(changes, change{Path: f.Path, Before: before, After: f.Data})
		case path.Dir(f.Path) != content.FAQs: // a question that an editor finished is theirs from then on
			wrong = append(wrong, f.Path+": dit bestand is van de redactie (via_loket ontbreekt); geef het profiel een ander adres")
		}
	}
	for _, name := range sortedKeys(had) {
		main := mainFile(name)
		if data := had[main]; data != nil && !wanted[main] && isDesks(main, data, t) {
			changes = append(changes, change{Path: name, Before: had[name]})
		}
	}
	return changes, wrong
}

// mainFile is the file of which name is a translation, or name itself.
func mainFile(name string) string {
	slug, _, _ := strings.Cut(path.Base(name), ".")
	return path.Join(path.Dir(name), slug+".md")
}

// isDesks reports whether the desk may replace a file or take it away: a profile
// that it wrote, or a question that it wrote and nobody has finished yet.
func isDesks(name string, data []byte, t *domain.Taxonomy) bool {
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	if path.Dir(name) == content.FAQs {
		q, _, err := publication.ReadFAQ(data, t)
		return err == nil && q.FromDesk && q.Draft
	}
	p, _, err := publication.ReadProfile(data, t)
	return err == nil && p.FromDesk
}

// print shows a change by line.
func (c change) print(w io.Writer) {
	switch {
	case c.Before == nil:
		fmt.Fprintf(w, "%s: nieuw\n", c.Path)
	case c.After == nil:
		fmt.Fprintf(w, "%s: gaat weg\n", c.Path)
		return // what goes is nobody's to read any more
	default:
		fmt.Fprintf(w, "%s: gewijzigd\n", c.Path)
	}
	publication.Print(w, publication.Diff(string(c.Before), string(c.After)))
}

// count says how many files are new, changed and gone.
func count(changes []change) string {
	var n [3]int
	for _, c := range changes {
		switch {
		case c.Before == nil:
			n[0]++
		case c.After != nil:
			n[1]++
		default:
			n[2]++
		}
	}
	return fmt.Sprintf("%d nieuw, %d gewijzigd, %d weg", n[0], n[1], n[2])
}
