package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/privacy"
	"mkbloket/internal/store"
)

// quoted is what quoted-printable makes of a byte or of a line that is too long
// (RFC 2045, section 6.7).
var quoted = regexp.MustCompile(`=(\r?\n|[0-9A-F]{2})`)

// unquoted undoes quoted-printable in a whole message, well enough to search.
func unquoted(message []byte) string {
	return string(quoted.ReplaceAllFunc(message, func(code []byte) []byte {
		n, err := strconv.ParseUint(string(code[1:]), 16, 8)
		if err != nil {
			return nil // the end of a line
		}
		return []byte{byte(n)}
	}))
}

// receiver is to whom a message is, as its header has it.
func receiver(message string) string {
	for line := range strings.Lines(message) {
		if strings.TrimSpace(line) == "" {
			break // the end of the header
		}
		if to, ok := strings.CutPrefix(line, "To:"); ok {
			return strings.TrimSpace(to)
		}
	}
	return ""
}

// mailOf lists the files in a folder with mail that are meant, by the ID of
// their case and by what is in them.
func mailOf(folder string, meant func(id, text string) bool) ([]string, error) {
	found := []string{}
	err := eachMailFile(folder, func(path string) error {
		data, err := os.ReadFile(path)
		if err == nil && meant(caseOf(filepath.Base(path)), unquoted(data)) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for mail: %w", err)
	}
	return found, nil
}

// profileNames lists the names under which the people signed up for a profile:
// the published page has the name and not the address.
func profileNames(ctx context.Context, db store.Store, who *privacy.People) ([]string, error) {
	var names []string
	err := eachRecord(ctx, db, func(r store.Record) error {
		if !privacy.IsCase(r.ID) {
			return nil
		}
		c, err := cases.Decode(r)
		if err != nil || c.Kind != domain.KindProfile || !who.Sent(c) {
			return nil // erasing reports a case that cannot be read
		}
		for _, name := range append(c.Fields["naam"], c.Fields["bedrijf"]...) {
			if strings.TrimSpace(name) != "" {
				names = append(names, name)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for profiles: %w", err)
	}
	return names, nil
}

// pagesOf lists the files of the content that hold an address of the people,
// and the profiles that hold one of the names. A folder that is not there has
// none.
func pagesOf(content string, who *privacy.People, names []string) ([]string, error) {
	found := []string{}
	err := filepath.WalkDir(content, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path == content {
			return nil
		}
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		profile := slices.Contains([]string{"adviseurs", "ondernemers"}, filepath.Base(filepath.Dir(path)))
		named := func(name string) bool { return strings.Contains(string(data), name) }
		if who.Within(string(data)) || profile && slices.ContainsFunc(names, named) {
			found = append(found, path)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look in content: %w", err)
	}
	return found, nil
}

// filesWith lists the files below a folder in which a text stands, byte for
// byte but for the case of letters.
func filesWith(ctx context.Context, folder, text string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		holds, err := fileHolds(path, []byte(strings.ToLower(text)))
		if holds {
			found = append(found, path)
		}
		return errors.Join(err, ctx.Err())
	})
	if err != nil {
		return nil, fmt.Errorf("search folder: %w", err)
	}
	return found, nil
}

// fileHolds looks for a text in small letters. It reads the file in pieces that overlap by the length of the text.
func fileHolds(path string, text []byte) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	piece := make([]byte, 0, 1<<20)
	for {
		n, err := io.ReadFull(f, piece[len(piece):cap(piece)])
		piece = piece[:len(piece)+n]
		lower(piece[len(piece)-n:])
		if bytes.Contains(piece, text) {
			return true, nil
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		kept := copy(piece[:cap(piece)], piece[len(piece)-len(text):])
		piece = piece[:kept]
	}
}

// lower makes the capitals of ASCII small, and leaves all other bytes.
func lower(b []byte) {
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
}
