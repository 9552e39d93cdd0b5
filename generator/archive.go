package main

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const (
	archiveFormat = 1
	manifestName  = "manifest.json"
	mostManifest  = 1 << 16 // bytes
)

// manifest is the first file in a backup, and says what the others must be.
type manifest struct {
	Format int        `json:"format"`
	MadeAt time.Time  `json:"made_at"`
	Cases  int        `json:"cases"`
	Files  []archived `json:"files"`
}

// archived is one file in a backup.
type archived struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// errArchive reports a file that is no backup, or one that got damaged.
var errArchive = errors.New("geen gave reservekopie")

// archiveNames are the files of a data folder that a backup may hold; the
// first must be there.
func archiveNames() []string { return []string{storeFile, secretFile, erasedFile} }

// describe lists the files of a folder that go into a backup.
func describe(folder string) ([]archived, error) {
	var files []archived
	for _, name := range archiveNames() {
		path := filepath.Join(folder, name)
		if !exists(path) {
			continue
		}
		size, sum, err := digest(path)
		if err != nil {
			return nil, err
		}
		files = append(files, archived{name, size, sum})
	}
	return files, nil
}

func digest(path string) (size int64, sum string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", fmt.Errorf("read file: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	size, err = io.Copy(h, f)
	if err != nil {
		return 0, "", fmt.Errorf("read file: %w", err)
	}
	return size, hex.EncodeToString(h.Sum(nil)), nil
}

// pack writes a backup of the files that m lists in folder.
func pack(w io.Writer, m manifest, folder string) error {
	first, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	t := tar.NewWriter(w)
	header := func(name string, size int64) error {
		return t.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: m.MadeAt, Format: tar.FormatPAX})
	}
	if err := header(manifestName, int64(len(first))); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	if _, err := t.Write(first); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	for _, file := range m.Files {
		if err := header(file.Name, file.Size); err != nil {
			return fmt.Errorf("write backup: %w", err)
		}
		if err := copyFile(t, filepath.Join(folder, file.Name)); err != nil {
			return err
		}
	}
	if err := t.Close(); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	return nil
}

func copyFile(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("copy file: %w", err)
	}
	_, err = io.Copy(w, f)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("copy file: %w", err)
	}
	return nil
}

// unpack writes the files of a backup into an empty folder, each checked
// against the manifest, and makes them durable. Errors that are not of the disk
// are errArchive.
func unpack(in, folder string) (manifest, error) {
	f, err := os.Open(in)
	if err != nil {
		return manifest{}, fmt.Errorf("open backup: %w", err)
	}
	defer f.Close()
	t := tar.NewReader(f)
	m, err := readManifest(t)
	if err != nil {
		return m, fmt.Errorf("%s: %w", in, err)
	}
	for _, file := range m.Files {
		if err := unpackOne(t, file, folder); err != nil {
			return m, fmt.Errorf("%s: %w", in, err)
		}
	}
	if _, err := t.Next(); !errors.Is(err, io.EOF) {
		return m, fmt.Errorf("%s: %w: na het laatste bestand volgt nog iets", in, errArchive)
	}
	return m, syncFolder(folder)
}

// readManifest reads the first file and checks what it says.
func readManifest(t *tar.Reader) (manifest, error) {
	var m manifest
	h, err := t.Next()
	if err != nil || h.Name != manifestName || h.Size > mostManifest {
		return m, fmt.Errorf("%w: het begint niet met %s", errArchive, manifestName)
	}
	if err := json.NewDecoder(io.LimitReader(t, mostManifest)).Decode(&m); err != nil {
		return m, fmt.Errorf("%w: %s is niet te lezen", errArchive, manifestName)
	}
	if m.Format != archiveFormat {
		return m, fmt.Errorf("%w: vorm %d; dit programma kent vorm %d", errArchive, m.Format, archiveFormat)
	}
	if len(m.Files) == 0 || m.Files[0].Name != storeFile {
		return m, fmt.Errorf("%w: %s ontbreekt", errArchive, storeFile)
	}
	for i, file := range m.Files {
		if !slices.Contains(archiveNames(), file.Name) || slices.ContainsFunc(m.Files[:i], func(a archived) bool { return a.Name == file.Name }) {
			return m, fmt.Errorf("%w: een bestand hoort er niet in", errArchive)
		}
	}
	return m, nil
}

// unpackOne writes the next file of the backup.
func unpackOne(t *tar.Reader, want archived, folder string) error {
	h, err := t.Next()
	if err != nil || h.Typeflag != tar.TypeReg || h.Name != want.Name || h.Size != want.Size {
		return fmt.Errorf("%w: %s staat er niet heel in", errArchive, want.Name)
	}
	f, err := os.OpenFile(filepath.Join(folder, want.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	sum := sha256.New()
	in := &reading{from: t}
	_, err = io.Copy(io.MultiWriter(f, sum), in)
	err = errors.Join(err, f.Sync(), f.Close())
	switch {
	case in.err != nil:
		return fmt.Errorf("%w: %s staat er niet heel in", errArchive, want.Name)
	case err != nil:
		return fmt.Errorf("write file: %w", err)
	case hex.EncodeToString(sum.Sum(nil)) != want.SHA256:
		return fmt.Errorf("%w: %s heeft een andere SHA-256 dan bij het maken", errArchive, want.Name)
	}
	return nil
}

// reading remembers what went wrong on the side that is read.
type reading struct {
	from io.Reader
	err  error
}

// Read implements io.Reader.
func (r *reading) Read(b []byte) (int, error) {
	n, err := r.from.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// syncFolder makes the names in a folder durable.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}
