package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/store/bolt"
)

// exampleCase is a question under a reference that follows from n.
func exampleCase(n int) *cases.Case {
	const digits = "2345678"
	ref := []byte("2222-2222")
	for i := 8; n > 0; i-- {
		if ref[i] == '-' {
			continue
		}
		ref[i], n = digits[n%len(digits)], n/len(digits)
	}
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	return &cases.Case{
		Format: cases.Format, Reference: string(ref), Kind: domain.KindQuestion, Status: domain.StatusNew, Language: "nl", CreatedAt: at, DueAt: at,
		Person: "p", Fields: map[string][]string{"naam": {"Voorbeeld"}, "email": {"voorbeeld@example.org"}, "vraag": {strings.Repeat("Een vraag. ", 50)}},
	}
}

func createCase(ctx context.Context, db *bolt.Store, n int) error {
	r, err := cases.Encode(exampleCase(n))
	if err == nil {
		_, err = db.Create(ctx, r)
	}
	return err
}

// runningDesk is a desk on a data folder that answers on its socket.
func runningDesk(t *testing.T, data string) *desk {
	t.Helper()
	d, err := openDesk(t.Context(), settings{data: data}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() { d.control(ctx) })
	t.Cleanup(func() {
		stop()
		group.Wait()
		if err := d.close(); err != nil {
			t.Error(err)
		}
	})
	for answer, err := askServer(t.Context(), data, "verify"); ; answer, err = askServer(t.Context(), data, "verify") {
		if err == nil {
			if err := answer.Close(); err != nil {
				t.Fatal(err)
			}
			return d
		}
		if t.Context().Err() != nil {
			t.Fatal(err)
		}
	}
}

// writeUntil makes cases until the stop, and remembers how many were acknowledged.
type writeUntil struct {
	mu   sync.Mutex
	done int
}

func (w *writeUntil) run(ctx context.Context, db *bolt.Store) error {
	for n := 0; ctx.Err() == nil; n++ {
		if err := createCase(ctx, db, n); err != nil {
			if errors.Is(err, context.Canceled) {
				return nil
			}
			return err
		}
		w.mu.Lock()
		w.done = n + 1
		w.mu.Unlock()
	}
	return nil
}

func (w *writeUntil) acknowledged() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.done
}

// TestRestoreDrill makes backups under load, restores them elsewhere and looks
// for every case that was acknowledged before (fault FC-26).
func TestRestoreDrill(t *testing.T) {
	data, elsewhere := filepath.Join(t.TempDir(), "var"), t.TempDir()
	d := runningDesk(t, data)
	ctx, stop := context.WithCancel(t.Context())
	load, failed := &writeUntil{}, make(chan error, 1)
	go func() { failed <- load.run(ctx, d.store) }()
	for round := range 3 {
		for load.acknowledged() < 100*(round+1) {
			select {
			case err := <-failed:
				t.Fatal(err)
			case <-time.After(time.Millisecond):
			}
		}
		before := load.acknowledged()
		file, folder := filepath.Join(elsewhere, fmt.Sprint(round, ".tar")), filepath.Join(elsewhere, fmt.Sprint(round))
		output(t, 0, "backup", "-data", data, "-out", file)
		output(t, 0, "verify", "-in", file)
		output(t, 0, "restore", "-in", file, "-data", folder)
		restored, err := bolt.Open(filepath.Join(folder, storeFile), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		for n := range before {
			if _, err := restored.Get(t.Context(), cases.ID(exampleCase(n).Reference)); err != nil {
				t.Errorf("round %d: case %d of %d: %v", round, n, before, err)
			}
		}
		if err := restored.Close(); err != nil {
			t.Error(err)
		}
		compareFiles(t, filepath.Join(data, secretFile), filepath.Join(folder, secretFile))
	}
	stop()
	if err := <-failed; err != nil {
		t.Error(err)
	}
	if names, err := os.ReadDir(elsewhere); err != nil || len(names) != 6 {
		t.Errorf("got %v, %v, want three backups and three folders and nothing else", names, err)
	}
}

func compareFiles(t *testing.T, a, b string) {
	t.Helper()
	got, err := os.ReadFile(b)
	want, err2 := os.ReadFile(a)
	if err != nil || err2 != nil || !bytes.Equal(got, want) {
		t.Errorf("%s: got %v, %v, want the same as %s", b, err, err2, a)
	}
	info, err := os.Stat(b)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%s: got %v, %v, want 0600", b, info.Mode(), err)
	}
}

// stoppedDesk is a data folder with a question, a secret and a list of erased people.
func stoppedDesk(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "var")
	sendQuestion(t, data, url.Values{
		"onderwerp": {"Example subject"}, "vraag": {"Example question"}, "naam": {"Example Person"},
		"email": {"person@example.org"}, "contactvoorkeur": {"email"}, "toestemming": {"ja"},
	})
	if err := os.WriteFile(filepath.Join(data, erasedFile), []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return data
}

func TestBackupOfAStoppedServerHoldsStoreSecretAndList(t *testing.T) {
	data := stoppedDesk(t)
	file, folder := filepath.Join(t.TempDir(), "loket.tar"), filepath.Join(t.TempDir(), "new", "var")
	if got := output(t, 0, "backup", "-data", data, "-out", file); !strings.Contains(got, "1 zaken") {
		t.Errorf("got %q, want one case", got)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want 0600", info, err)
	}
	output(t, 0, "restore", "-in", file, "-data", folder)
	for _, name := range []string{secretFile, erasedFile} {
		compareFiles(t, filepath.Join(data, name), filepath.Join(folder, name))
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("got %v, %v, want 0700", info, err)
	}
	output(t, 0, "verify", "-data", folder)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	output(t, 1, "backup", "-data", data, "-out", file)
	output(t, 1, "restore", "-in", file, "-data", folder)
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(after, before) {
		t.Errorf("an existing backup was changed, %v", err)
	}
}

func TestDamagedBackupIsRefusedAndLeavesNothing(t *testing.T) {
	data, work := stoppedDesk(t), t.TempDir()
	file := filepath.Join(work, "loket.tar")
	output(t, 0, "backup", "-data", data, "-out", file)
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	store := bytes.Index(good, []byte("Example question"))
	secret := bytes.LastIndex(good, []byte("secret\x00"))
	if store < 0 || secret < 0 {
		t.Fatal("the backup does not hold what it should")
	}
	damaged := map[string][]byte{
		"empty": {}, "half": good[:len(good)/2], "no tar": []byte("loket"), "without its end": good[:len(good)-1024-512],
		"a byte of the store":  flipped(good, store),
		"a byte of the secret": flipped(good, secret+512),
		"another format":       bytes.Replace(good, []byte(`"format": 1`), []byte(`"format": 2`), 1),
		"a foreign name":       bytes.ReplaceAll(good, []byte("gewist.jsonl"), []byte("../evil.json")),
		"something behind it":  append(bytes.Clone(good[:len(good)-1024]), good...),
	}
	for name, text := range damaged {
		bad := filepath.Join(work, "bad.tar")
		if err := os.WriteFile(bad, text, 0o600); err != nil {
			t.Fatal(err)
		}
		var messages bytes.Buffer
		for _, args := range [][]string{{"verify", "-in", bad}, {"restore", "-in", bad, "-data", filepath.Join(work, "var")}} {
			if code := run(t.Context(), args, streams{io.Discard, &messages}); code != 1 {
				t.Errorf("%s: %s: got exit code %d, want 1", name, args[0], code)
			}
		}
		if !strings.Contains(messages.String(), errArchive.Error()) {
			t.Errorf("%s: got %q, want that it is no good backup", name, &messages)
		}
		if names, err := os.ReadDir(work); err != nil || len(names) != 2 {
			t.Errorf("%s: got %v, %v, want only the two files", name, names, err)
		}
	}
}

func flipped(data []byte, at int) []byte {
	data = bytes.Clone(data)
	data[at] ^= 1
	return data
}

func TestStoreInUseIsCheckedByItsServer(t *testing.T) {
	data := filepath.Join(t.TempDir(), "var")
	d := runningDesk(t, data)
	if err := createCase(t.Context(), d.store, 1); err != nil {
		t.Fatal(err)
	}
	if got := output(t, 0, "verify", "-data", data); !strings.Contains(got, "1 zaken, alles in orde") {
		t.Errorf("got %q, want one sound case", got)
	}
	if info, err := os.Stat(filepath.Join(data, controlSocket)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("socket: got %v, %v, want 0600", info, err)
	}
	r, err := cases.Encode(exampleCase(2))
	if err != nil {
		t.Fatal(err)
	}
	r.Body = []byte("{")
	if _, err := d.store.Create(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	output(t, 1, "verify", "-data", data)
	output(t, 1, "backup", "-data", data, "-out", filepath.Join(data, "x.tar")) // what cannot be read is no good backup
}

func TestBackupOfAStoreThatSomethingElseUsesSaysSo(t *testing.T) {
	data := t.TempDir()
	db, err := bolt.Open(filepath.Join(data, storeFile), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var messages bytes.Buffer
	out := filepath.Join(data, "x.tar")
	if code := run(t.Context(), []string{"backup", "-data", data, "-out", out}, streams{io.Discard, &messages}); code != 1 || !strings.Contains(messages.String(), controlSocket) {
		t.Errorf("got %d, %q, want 1 with the name of the socket", code, &messages)
	}
	if exists(out) {
		t.Error("a backup that failed is still there")
	}
}

// BenchmarkRestore restores a backup of many cases. It is run by hand with
// -benchtime 1x; BENCH_CASES sets how many.
func BenchmarkRestore(b *testing.B) {
	var n int
	if _, err := fmt.Sscan(os.Getenv("BENCH_CASES"), &n); err != nil {
		n = 1000
	}
	data := b.TempDir()
	db, err := bolt.Open(filepath.Join(data, storeFile), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	var group sync.WaitGroup
	for part := range 64 {
		group.Go(func() {
			for i := part; i < n; i += 64 {
				if err := createCase(context.Background(), db, i); err != nil {
					b.Error(err)
				}
			}
		})
	}
	group.Wait()
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(b.TempDir(), "loket.tar")
	started := time.Now()
	if _, err := makeBackup(b.Context(), data, file); err != nil {
		b.Fatal(err)
	}
	b.Logf("backup of %d cases: %v", n, time.Since(started))
	for i := 0; b.Loop(); i++ {
		m, err := restoreInto(b.Context(), file, filepath.Join(b.TempDir(), fmt.Sprint(i)))
		if err != nil || m.Cases != n {
			b.Fatal(m.Cases, err)
		}
	}
}
