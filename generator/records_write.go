package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"mkbloket/generator/content"
	"mkbloket/internal/handover"
	"mkbloket/templates"
)

// export brings a content folder in line with what the desk approved.
type export struct {
	dir   string
	now   time.Time
	only  bool // show, do not write
	empty bool // believe a store that never published a profile
}

// run shows what changes, makes sure that the content stays good, and writes it.
// When something is wrong it writes nothing.
func (e export) run(a handover.Records, s streams) error {
	had, err := readOwn(e.dir)
	if err != nil {
		return err
	}
	p, problems, err := load(options{content: e.dir, templates: templates.Embedded(), today: e.now})
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		printProblems(s.err, problems)
		return errProblems
	}
	changes, wrong := plan(had, a, p.bundle.Taxonomy)
	if wrong = append(wrong, a.Complaints()...); len(wrong) > 0 {
		for _, line := range wrong {
			fmt.Fprintln(s.err, line)
		}
		fmt.Fprintln(s.err, "er is niets geschreven")
		return errProblems
	}
	for _, c := range changes {
		if c.After == nil && a.Empty && !e.empty {
			return fmt.Errorf("in deze opslag is nooit een profiel geplaatst, maar %s is van het loket: is dit de goede opslag? Zo ja, gebruik -ook-leeg", c.Path)
		}
		c.print(s.out)
	}
	if len(changes) > 0 {
		if err := e.check(changes, s); err != nil {
			return err
		}
	}
	if !e.only {
		if err := e.write(changes); err != nil {
			return err
		}
	}
	verb := map[bool]string{true: "zou veranderen", false: "geschreven"}[e.only]
	fmt.Fprintf(s.out, "%s: %s %s\n", e.dir, count(changes), verb)
	return nil
}

// check applies the changes to a copy and checks the whole site with them.
func (e export) check(changes []change, s streams) (err error) {
	temp, err := os.MkdirTemp("", "loket-records-")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	if err := os.CopyFS(temp, os.DirFS(e.dir)); err != nil {
		return fmt.Errorf("copy content: %w", err)
	}
	if err := (export{dir: temp}).write(changes); err != nil {
		return err
	}
	_, problems, err := load(options{content: temp, templates: templates.Embedded(), today: e.now})
	if err != nil {
		return err
	}
	if len(problems) == 0 {
		return nil
	}
	for i := range problems {
		problems[i].Path = path.Join(e.dir, strings.TrimPrefix(problems[i].Path, temp))
	}
	printProblems(s.err, problems)
	fmt.Fprintln(s.err, "er is niets geschreven")
	return errProblems
}

// write carries out the changes, each file in one step. It goes on after a file
// that fails; doing it again completes the work.
func (e export) write(changes []change) (err error) {
	root, err := os.OpenRoot(e.dir)
	if err != nil {
		return fmt.Errorf("open content folder: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	for _, c := range changes {
		if c.After == nil {
			if gone := root.Remove(c.Path); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
				err = errors.Join(err, fmt.Errorf("remove %s: %w", c.Path, gone))
			}
			continue
		}
		err = errors.Join(err, replace(root, c.Path, c.After))
	}
	return err
}

// replace writes a file beside the one of that name and puts it in its place.
// The name begins with a dot, so a copy that a crash leaves is no content.
func replace(root *os.Root, name string, data []byte) (err error) {
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	if info, err := root.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("write %s: it is no ordinary file", name)
	}
	temp := path.Join(path.Dir(name), "."+path.Base(name)+"."+rand.Text())
	f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = root.Rename(temp, name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", name, err), root.Remove(temp))
	}
	return nil
}

// overlaid checks the whole site as it would be with one file more, and gives
// the problems in that file. The desk shows them before anything is approved.
func (e export) overlaid(name string, data []byte) ([]content.Problem, error) {
	temp, err := os.MkdirTemp("", "loket-records-")
	if err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	defer os.RemoveAll(temp)
	if err := os.CopyFS(temp, os.DirFS(e.dir)); err != nil {
		return nil, fmt.Errorf("copy content: %w", err)
	}
	if err := (export{dir: temp}).write([]change{{Path: name, After: data}}); err != nil {
		return nil, err
	}
	_, problems, err := load(options{content: temp, templates: templates.Embedded(), today: e.now})
	if err != nil {
		return nil, err
	}
	var own []content.Problem
	for _, p := range problems {
		if strings.TrimPrefix(p.Path, temp+"/") == name {
			p.Path = name
			own = append(own, p)
		}
	}
	return own, nil
}
