package preview

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Settle is how long folders must be quiet before a rebuild: editors write a
// file in several steps.
const Settle = 20 * time.Millisecond

// Watch calls rebuild after each change in the folders and below, until ctx
// ends; then it returns nil. Folders made later are watched as well. Changes
// during a rebuild lead to one more. An error of rebuild is logged and watching
// goes on. ready, unless nil, is called once watching has begun.
func Watch(ctx context.Context, folders []string, ready func(), rebuild func(context.Context) error, log *slog.Logger) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	for _, folder := range folders {
		if err := add(w, folder); err != nil {
			return errors.Join(fmt.Errorf("watch %s: %w", folder, err), w.Close())
		}
	}
	if ready != nil {
		ready()
	}
	follow(ctx, w, rebuild, log)
	if err := w.Close(); err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	return nil
}

func follow(ctx context.Context, w *fsnotify.Watcher, rebuild func(context.Context) error, log *slog.Logger) {
	quiet := time.NewTimer(Settle)
	quiet.Stop()
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case event := <-w.Events:
			if !matters(event) {
				continue
			}
			if event.Has(fsnotify.Create) {
				if err := add(w, event.Name); err != nil && !errors.Is(err, fs.ErrNotExist) {
					log.Warn("watch", "path", event.Name, "error", err.Error())
				}
			}
			quiet.Reset(Settle)
		case err := <-w.Errors: // such as: more changes than could be kept
			log.Warn("watch", "error", err.Error())
			quiet.Reset(Settle)
		case <-quiet.C:
			if err := rebuild(ctx); err != nil && ctx.Err() == nil {
				log.Error("rebuild", "error", err.Error())
			}
		}
	}
}

// matters leaves out changes of rights alone, and what editors keep beside a file.
func matters(event fsnotify.Event) bool {
	name := filepath.Base(event.Name)
	return event.Op != fsnotify.Chmod && !strings.HasPrefix(name, ".") && !strings.HasSuffix(name, "~")
}

// add watches a folder and those below it. A file, or what has gone meanwhile, is left.
func add(w *fsnotify.Watcher, folder string) error {
	return filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && path != folder:
			return nil
		case err != nil:
			return err
		case !d.IsDir():
			return nil
		case strings.HasPrefix(d.Name(), ".") && path != folder:
			return fs.SkipDir
		}
		return w.Add(path)
	})
}
