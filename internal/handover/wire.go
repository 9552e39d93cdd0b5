package handover

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/publication"
	"mkbloket/internal/schema"
)

// Most is how large an encoded Handover may be, in bytes: what a function on AWS
// can answer, and some thousand profiles.
const Most = 4_000_000

// FiguresName is the path of the file with public figures.
const FiguresName = "cijfers.yaml"

const version = 1

// Errors of encoding and decoding.
var (
	// ErrLarge reports more than Most bytes.
	ErrLarge = errors.New("the hand-over is too large")
	// ErrFormat reports what no desk of this version gives. It is wrapped with
	// what is wrong.
	ErrFormat = errors.New("this is no hand-over of a desk")
)

// wire is a Handover as it is sent.
type wire struct {
	Version int    `json:"versie"`
	Empty   bool   `json:"leeg"`
	Unfit   int    `json:"ongeschikt"` // how many: which ones is for the desk
	Files   []text `json:"bestanden"`  // in the order of their paths, each once
}

type text struct {
	Path string `json:"pad"`
	Text string `json:"tekst"`
}

// Encode writes h as JSON: the files, how many cases were unfit, and nothing else
// of any case. The same h gives the same bytes. Errors are ErrLarge and, of files
// that are not in UTF-8, ErrFormat.
func (h Handover) Encode() ([]byte, error) {
	w := wire{Version: version, Empty: h.Records.Empty, Unfit: len(h.Records.Unfit) + h.Records.Withheld}
	for _, f := range append(slices.Clone(h.Records.Files), publication.File{Path: FiguresName, Data: h.Figures}) {
		if !utf8.Valid(f.Data) {
			return nil, fmt.Errorf("%w: %s is not UTF-8", ErrFormat, f.Path)
		}
		w.Files = append(w.Files, text{f.Path, string(f.Data)})
	}
	slices.SortFunc(w.Files, func(x, y text) int { return strings.Compare(x.Path, y.Path) })
	return w.bytes()
}

func (w wire) bytes() ([]byte, error) {
	data, err := json.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("encode hand-over: %w", err)
	}
	if len(data) > Most {
		return nil, fmt.Errorf("%w: %d bytes", ErrLarge, len(data))
	}
	return data, nil
}

// Decode reads what Encode wrote. It takes no other keys, order or spelling, no
// paths but those that a desk writes, and no file that does not say of itself
// that it is the desk's; a question must be a concept. Of the cases that were
// unfit it knows the number: Records.Withheld. Errors are ErrLarge, ErrFormat and those of r.
func Decode(r io.Reader, t *domain.Taxonomy) (Handover, error) {
	data, err := io.ReadAll(io.LimitReader(r, Most+1))
	if err != nil {
		return Handover{}, fmt.Errorf("read hand-over: %w", err)
	}
	if len(data) > Most {
		return Handover{}, ErrLarge
	}
	var w wire
	if err := json.Unmarshal(data, &w); err != nil {
		return Handover{}, fmt.Errorf("%w: no JSON as expected", ErrFormat)
	}
	if w.Version != version {
		return Handover{}, fmt.Errorf("%w: it has version %d and not %d, so desk and generator are not of one age", ErrFormat, w.Version, version)
	}
	if again, err := w.bytes(); err != nil || !bytes.Equal(again, data) || w.Unfit < 0 {
		return Handover{}, fmt.Errorf("%w: it is written otherwise", ErrFormat)
	}
	return w.handover(t)
}

// handover sorts the files out.
func (w wire) handover(t *domain.Taxonomy) (Handover, error) {
	h := Handover{Records: Records{Empty: w.Empty, Withheld: w.Unfit}}
	before := ""
	for _, f := range w.Files {
		if f.Path <= before {
			return Handover{}, fmt.Errorf("%w: %q is not in its place", ErrFormat, f.Path)
		}
		before = f.Path
		if f.Path == FiguresName {
			h.Figures = []byte(f.Text)
			continue
		}
		file := publication.File{Path: f.Path, Data: []byte(f.Text)}
		if err := ofDesk(file, t); err != nil {
			return Handover{}, fmt.Errorf("%w: %q: %w", ErrFormat, f.Path, err)
		}
		h.Records.Files = append(h.Records.Files, file)
	}
	if len(h.Figures) == 0 {
		return Handover{}, fmt.Errorf("%w: there are no figures", ErrFormat)
	}
	return h, nil
}

var (
	errPath = errors.New("the desk writes no such file")
	errMark = errors.New("the file does not say that it is the desk's")
)

// ofDesk says why a file is none that a desk writes.
func ofDesk(f publication.File, t *domain.Taxonomy) error {
	section, name, _ := strings.Cut(f.Path, "/")
	slug, ok := strings.CutSuffix(name, ".md")
	if !ok || !schema.IsSlug(slug) || path.Clean(f.Path) != f.Path {
		return errPath
	}
	switch section {
	case cases.SectionAdvisers, cases.SectionEntrepreneurs:
		p, _, err := publication.ReadProfile(f.Data, t)
		if err == nil && !p.FromDesk {
			err = errMark
		}
		return err
	case publication.SectionQuestions:
		q, _, err := publication.ReadFAQ(f.Data, t)
		if err == nil && !(q.FromDesk && q.Draft) {
			err = errMark
		}
		return err
	}
	return errPath
}
