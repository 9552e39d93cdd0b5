package browsertest

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"

	"mkbloket/internal/cases"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

// mailsPerCase is the confirmation and the notice to the desk.
const mailsPerCase = 2

// wantRecords waits for the mail of n cases, stops the portal, and counts what
// is in the store and in the mail folder.
func wantRecords(t *testing.T, p *portal, n int) {
	t.Helper()
	awaitMail(t, filepath.Join(p.data, "mail"), n*mailsPerCase)
	p.stop()
	if got := len(mails(t, filepath.Join(p.data, "mail"))); got != n*mailsPerCase {
		t.Errorf("messages: got %d, want %d", got, n*mailsPerCase)
	}
	s, err := bolt.Open(filepath.Join(p.data, "loket.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got := 0
	for _, queue := range []string{cases.QueueNew, cases.QueueSuspect} {
		records, _, err := s.List(t.Context(), cases.IndexQueue, queue, store.Page{})
		if err != nil {
			t.Fatal(err)
		}
		got += len(records)
	}
	if got != n {
		t.Errorf("records: got %d, want %d", got, n)
	}
}

// awaitMail waits until a folder holds n messages.
func awaitMail(t *testing.T, dir string, n int) {
	t.Helper()
	w, err := fsnotify.NewWatcher()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Add(dir); err != nil {
		t.Fatal(err)
	}
	late := time.After(30 * time.Second)
	for len(mails(t, dir)) < n {
		select {
		case <-w.Events:
		case err := <-w.Errors:
			t.Fatal(err)
		case <-late:
			t.Fatalf("messages: got %d, want %d", len(mails(t, dir)), n)
		}
	}
}

func mails(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}
