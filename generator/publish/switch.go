package publish

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// commit makes a release of the staging folder and switches to it.
func (h *home) commit(files map[string]File) (*Manifest, error) {
	if len(files) == 0 {
		return nil, errors.New("a release without files")
	}
	for name, f := range files {
		if f.Path == "" {
			return nil, fmt.Errorf("%s was not written", name)
		}
	}
	m := newManifest(number(h.state.Next), files)
	if err := h.writeJSON(h.manifest(m.Release), m); err != nil {
		return nil, err
	}
	h.state.Next++
	if err := h.change(m, change{To: m.Release, Folder: stagingName}); err != nil {
		return nil, err
	}
	return m, h.clean()
}

func (h *home) rollback() (*Manifest, error) {
	if len(h.state.Previous) == 0 {
		return nil, ErrNoRelease
	}
	to := h.state.Previous[0]
	if !h.exists(h.folder(to)) {
		return nil, fmt.Errorf("release %s: %w", to, ErrNoRelease)
	}
	m, err := h.readManifest(to)
	if err != nil {
		return nil, err
	}
	return m, h.change(m, change{To: to, Folder: to, Back: true})
}

// change switches out. The intention is written first, so that the next run
// can finish what a crash interrupts.
func (h *home) change(m *Manifest, c change) error {
	h.state.Switch = &c
	if err := h.writeState(); err != nil {
		return err
	}
	if err := h.replace(c); err != nil { // the next run looks what came of it
		return fmt.Errorf("switch to release %s: %w", c.To, err)
	}
	return h.finish(m, c)
}

// replace does the switch itself: the one step that readers notice.
func (h *home) replace(c change) error {
	from := h.folder(c.Folder)
	if !h.exists(h.out) {
		return os.Rename(from, h.out)
	}
	err := exchange(from, h.out)
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) { // not on this file system
		return h.renameTwice(from)
	}
	return err
}

// renameTwice is for systems that cannot exchange. Between its renames out does
// not exist; mend puts the old one back when the second never came.
func (h *home) renameTwice(from string) error {
	aside := h.folder(asideName)
	if err := os.Rename(h.out, aside); err != nil {
		return err
	}
	if err := os.Rename(from, h.out); err != nil {
		return errors.Join(err, os.Rename(aside, h.out))
	}
	return os.Rename(aside, from) // as after an exchange
}

const asideName = "aside"

// finish writes down that the switch is done. The release that was in out now
// lies where the new one lay.
func (h *home) finish(m *Manifest, c change) error {
	old := h.state.Current
	if h.exists(h.folder(c.Folder)) && old != "" && old != c.Folder {
		if err := os.Rename(h.folder(c.Folder), h.folder(old)); err != nil {
			return err
		}
	}
	if c.Back {
		h.state.Previous = h.state.Previous[1:]
	} else if old != "" && h.exists(h.folder(old)) { // somebody may have removed out
		h.state.Previous = append([]string{old}, h.state.Previous...)
		h.state.Previous = h.state.Previous[:min(len(h.state.Previous), Kept)]
	}
	h.state.Current, h.state.Top, h.state.Switch = m.Release, m.top(), nil
	return h.writeState()
}
