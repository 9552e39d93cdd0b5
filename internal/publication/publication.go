// Package publication makes the files by which something that visitors sent, and
// the desk approved, comes onto the site.
//
//	sign-up of a profile ──Press.Profile──▶ adviseurs/SLUG.md, ondernemers/SLUG.md
//	draft of an answer   ──Press.FAQ──────▶ vragen/SLUG.md, marked as a concept
//
// A file is made in three steps: encode, read it again as whoever builds the
// site would, and compare. What does not come back the same is an error, so what
// somebody typed cannot become a key, a second document or a path. The text of a
// profile keeps headings, lists, emphasis and links to whole addresses; HTML,
// images and everything else that the site refuses comes out as the characters
// that were typed. Nothing that a form marks as private is in a file.
//
// Propose makes a first draft of an answer without what tells who asked, and
// Suspects lists what a person should look at. Diff compares two files.
//
// The package reads and writes no files, has no clock and knows no screen.
package publication

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// File is a file in the content folder.
type File struct {
	Path string // within the folder, with slashes: adviseurs/jan-jansen.md
	Data []byte
}

// Errors of making a file. They are wrapped with what is wrong.
var (
	// ErrUnfit reports what cannot be a page: a case of another kind, a field
	// that breaks the rules, a page that is no page.
	ErrUnfit = errors.New("not fit for publication")
	// ErrDiffers reports a file that reads back otherwise than it was meant.
	ErrDiffers = errors.New("the file reads back otherwise")
)

// Press makes files. It is safe for concurrent use as far as Listed is.
type Press struct {
	Taxonomy *domain.Taxonomy
	Now      time.Time              // for which the files are made: a pause that is over is left out
	Listed   func(page string) bool // whether adviseurs/SLUG is on the site; nil: nothing is
}

// SectionQuestions is the section of the site with questions and answers.
const SectionQuestions = "vragen"

// Front matter that the builder of the site refuses before it parses it.
const (
	mostFront  = 64 << 10 // bytes
	mostBlocks = 30       // brackets that stay open, or levels
	mostKeys   = 190      // colons that could end a key
)

// file writes fields and text as a file, and makes sure that it reads back as
// it was meant. The fields of again are those of an empty record of the same type.
func file(path string, fields, again []schema.Field, body string) (File, error) {
	front, err := schema.EncodeYAML(fields)
	if err != nil {
		return File{}, err
	}
	if err := fits(front); err != nil {
		return File{}, fmt.Errorf("%s: %w", path, err)
	}
	data := slices.Concat([]byte("---\n"), front, []byte("---\n\n"), []byte(body))
	if err := same(data, fields, again, body); err != nil {
		return File{}, fmt.Errorf("%s: %w", path, err)
	}
	return File{Path: path, Data: data}, nil
}

// same reads a file and compares what it says with what it was meant to say.
func same(data []byte, fields, again []schema.Field, body string) error {
	front, text, ok := Split(data)
	if !ok {
		return fmt.Errorf("%w: the front matter has no end", ErrDiffers)
	}
	problems, err := schema.ReadYAML(front, again)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDiffers, err)
	}
	if len(problems) > 0 {
		return fmt.Errorf("%w: %s: %s", ErrUnfit, problems[0].Field, problems[0].Code)
	}
	for i, f := range fields {
		if !slices.Equal(f.Strings(), again[i].Strings()) {
			return fmt.Errorf("%w: %s", ErrDiffers, f.Name())
		}
	}
	if string(text) != "\n"+body {
		return fmt.Errorf("%w: the text", ErrDiffers)
	}
	return nil
}

// Split cuts a file into front matter and text. It reports false when the file
// does not begin with front matter, or when that has no end.
func Split(data []byte) (front, text []byte, ok bool) {
	rest, ok := bytes.CutPrefix(data, []byte("---\n"))
	if !ok {
		return nil, nil, false
	}
	end := 0
	for line := range bytes.Lines(rest) {
		if string(bytes.TrimSpace(line)) == "---" {
			return rest[:end], rest[end+len(line):], true
		}
		end += len(line)
	}
	return nil, nil, false
}

// fits holds front matter to the limits of package content of the generator,
// with some room, so that no sign-up can stop the site from being built.
func fits(front []byte) error {
	open, deepest := 0, 0
	for _, c := range front {
		switch c {
		case '[', '{':
			open++
			deepest = max(deepest, open)
		case ']', '}':
			open--
		}
	}
	switch {
	case len(front) > mostFront:
		return fmt.Errorf("%w: the fields are too long", ErrUnfit)
	case deepest > mostBlocks:
		return fmt.Errorf("%w: there are too many brackets in the fields", ErrUnfit)
	case bytes.Count(front, []byte(":")) > mostKeys:
		return fmt.Errorf("%w: there are too many colons in the fields", ErrUnfit)
	}
	return nil
}

// reserved are slugs that are, or may become, an address of the site itself, or
// that a file system takes for a device.
func reserved() []string {
	return []string{"thema", "sector", "regio", "fase", "soort", "status", "kosten", "taal", "pagina", "feed", "index", "nieuw", "zoeken", "kaart",
		"con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
		"lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"}
}

// Slug makes the last part of the address of a page out of a name. A slug that
// is taken, or that the site needs itself, gets a number. A name without a single
// Latin letter or digit becomes the word in other.
func Slug(name, other string, taken func(slug string) bool) string {
	base := schema.Slug(name, schema.MaxSlug-4)
	if base == "" {
		base = other
	}
	slug := base
	for n := 2; slices.Contains(reserved(), slug) || taken(slug); n++ {
		slug = fmt.Sprintf("%s-%d", base, n)
	}
	return slug
}

// IsFree reports whether somebody may choose the slug for a page.
func IsFree(slug string, taken func(slug string) bool) bool {
	return schema.IsSlug(slug) && !slices.Contains(reserved(), slug) && !taken(slug)
}

// pathOf is the file of a page, such as adviseurs/jan-jansen.
func pathOf(page string, sections ...string) (string, error) {
	section, slug, ok := strings.Cut(page, "/")
	if !ok || !slices.Contains(sections, section) || !schema.IsSlug(slug) {
		return "", fmt.Errorf("%w: the page %q", ErrUnfit, page)
	}
	return section + "/" + slug + ".md", nil
}
