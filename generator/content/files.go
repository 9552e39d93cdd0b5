package content

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"mkbloket/internal/schema"
)

// file is one content file, read and found to be text.
type file struct {
	rel, section, slug, lang string
	data                     []byte
}

var sections = []string{Schemes, FAQs, Organisations, Advisers, Entrepreneurs, News, Pages}

const (
	siteFile     = "site.yaml"
	outlinesFile = taxonomyDir + "/limburg-gemeenten.geojson"
)

// readAll reads every file below root. Anything that does not belong there is
// a problem: links, devices, other types, unknown folders, odd names.
func (l *loader) readAll(root *os.Root) ([]file, error) {
	var files []file
	err := fs.WalkDir(root.FS(), ".", func(rel string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && rel == ".":
			return err
		case err != nil:
			l.add(rel, 1, "", "dit is niet te lezen; controleer de rechten")
			return nil
		case rel == ".":
			return nil
		case strings.HasPrefix(d.Name(), "."):
			return skipped(d)
		case d.IsDir():
			return l.folder(rel)
		}
		if f, ok := l.readOne(root, rel, d); ok {
			files = append(files, f)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read content: %w", err)
	}
	return files, nil
}

func skipped(d fs.DirEntry) error {
	if d.IsDir() {
		return fs.SkipDir
	}
	return nil
}

func (l *loader) folder(rel string) error {
	if rel == taxonomyDir {
		return nil
	}
	for _, s := range sections {
		if rel == s {
			return nil
		}
	}
	l.add(rel, 1, "", "deze map hoort hier niet; bekende mappen: "+strings.Join(append(sections, taxonomyDir), ", "))
	return fs.SkipDir
}

func (l *loader) readOne(root *os.Root, rel string, d fs.DirEntry) (file, bool) {
	if !d.Type().IsRegular() {
		l.add(rel, 1, "", "dit is geen gewoon bestand; koppelingen en apparaten mogen niet in content")
		return file{}, false
	}
	f, fault := name(rel)
	if fault != "" {
		l.add(rel, 1, "", fault)
		return file{}, false
	}
	data, err := l.readLimited(root, rel)
	if err != nil {
		l.add(rel, 1, "", "dit bestand is niet te lezen; controleer de rechten")
		return file{}, false
	}
	if fault, line := textFault(data); fault != "" {
		l.add(rel, line, "", fault)
		return file{}, false
	}
	f.data = bytes.TrimPrefix(data, []byte("\ufeff")) // some editors start a file with a byte order mark
	return f, true
}

// readLimited reads one byte more than is allowed, so that a longer file is
// noticed without being read whole. All files pass through one buffer, because
// their texts stay in memory and should be no larger than they are.
func (l *loader) readLimited(root *os.Root, rel string) ([]byte, error) {
	f, err := root.Open(rel)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if l.buffer == nil {
		l.buffer = make([]byte, maxFile+1)
	}
	n, err := io.ReadFull(f, l.buffer)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return bytes.Clone(l.buffer[:n]), nil
}

// name derives section, slug and language from a path such as regelingen/wbso.en.md.
func name(rel string) (file, string) {
	f := file{rel: rel}
	if rel == siteFile || rel == outlinesFile || rel == FiguresName {
		return f, ""
	}
	dir, base := path.Split(rel)
	f.section = strings.TrimSuffix(dir, "/")
	switch ext := path.Ext(base); {
	case f.section == "":
		return f, "dit bestand hoort in een map, of heet site.yaml"
	case f.section == taxonomyDir && ext == ".yaml":
		f.slug = strings.TrimSuffix(base, ext)
		return f, ""
	case ext != ".md":
		return f, "alleen Markdown-bestanden (.md) zijn toegestaan"
	}
	f.slug = strings.TrimSuffix(base, ".md")
	if slug, lang, ok := strings.Cut(f.slug, "."); ok {
		f.slug, f.lang = slug, lang
	}
	if !schema.IsSlug(f.slug) {
		return f, "noem het bestand met kleine letters, cijfers en streepjes, zoals mijn-regeling.md"
	}
	return f, ""
}
