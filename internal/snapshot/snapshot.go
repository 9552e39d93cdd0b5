// Package snapshot is what a program that answers forms knows of the content:
// the terms of the desk, the vocabularies, the titles of what a form can be
// about, and where the built site keeps its files.
//
// The generator takes one of each build. The local server uses it as it is; for
// functions elsewhere Write makes it a file, and Read reads it back. It holds
// nothing that is not public, except the desk's own mail address.
package snapshot

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// Format is the version of the file that Write makes. Read refuses others:
// snapshot and program are always built together.
const Format = 2

// Snapshot is read-only after Read, and then safe for concurrent use.
type Snapshot struct {
	Site     domain.Site
	Taxonomy *domain.Taxonomy
	Titles   map[string]map[string]Title // by section, such as regelingen, and slug
	Assets   map[string]string           // address of each asset by its name
	Supply   map[string]Supply           // what the site has, by theme
	Advisers map[string]*domain.Profile  // what editors wrote about advisers, by slug
}

// Supply is how much the site has to offer on a theme.
type Supply struct{ Schemes, Advisers int }

// Title is a title by language.
type Title map[string]string

// Title gives the title of a record of a section in a language.
func (s *Snapshot) Title(lang, section, slug string) (title string, ok bool) {
	title, ok = s.Titles[section][slug][lang]
	return title, ok
}

// file is a Snapshot as JSON: of the taxonomy only what editors keep.
type file struct {
	Format int                         `json:"format"`
	Site   domain.Site                 `json:"site"`
	Terms  map[string][]schema.Term    `json:"terms"`
	Titles map[string]map[string]Title `json:"titles"`
	Assets map[string]string           `json:"assets"`
	Supply map[string]Supply           `json:"supply"`

	Advisers map[string]*domain.Profile `json:"advisers"`
}

// Write writes s as JSON. The same snapshot always gives the same bytes.
func (s *Snapshot) Write(w io.Writer) error {
	f := file{Format: Format, Site: s.Site, Terms: map[string][]schema.Term{}, Titles: s.Titles, Assets: s.Assets, Supply: s.Supply, Advisers: s.Advisers}
	for name, vocabulary := range s.Taxonomy.Files() {
		f.Terms[name] = (*vocabulary).Terms()
	}
	if err := json.NewEncoder(w).Encode(f); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	return nil
}

// Read reads the file at path.
func Read(path string) (*Snapshot, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("read snapshot %s: %w", path, err)
	}
	if f.Format != Format {
		return nil, fmt.Errorf("read snapshot %s: format %d, want %d: build program and snapshot together", path, f.Format, Format)
	}
	s := &Snapshot{Site: f.Site, Taxonomy: domain.NewTaxonomy(), Titles: f.Titles, Assets: f.Assets, Supply: f.Supply, Advisers: f.Advisers}
	for name, vocabulary := range s.Taxonomy.Files() {
		if len(f.Terms[name]) == 0 {
			return nil, fmt.Errorf("read snapshot %s: no terms of %s", path, name)
		}
		*vocabulary = schema.NewVocabulary(name, f.Terms[name]...)
	}
	return s, nil
}
