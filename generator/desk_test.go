package main

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/mail"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

func TestASecondProcessLeavesTheSecretAlone(t *testing.T) {
	dir := t.TempDir()
	first, err := bolt.Open(filepath.Join(dir, "loket.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := openDesk(t.Context(), settings{data: dir}, slog.New(slog.DiscardHandler)); !errors.Is(err, bolt.ErrLocked) {
		t.Errorf("got %v, want %v", err, bolt.ErrLocked)
	}
	if _, err := os.Stat(filepath.Join(dir, "secret")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want no secret of a process that may not write here", err)
	}
}

func TestALostSecretIsNotReplacedBesideCases(t *testing.T) {
	dir := t.TempDir()
	start := func() error {
		d, err := openDesk(t.Context(), settings{data: dir}, slog.New(slog.DiscardHandler))
		if err != nil {
			return err
		}
		return d.close()
	}
	if err := start(); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(dir, "secret")
	if err := os.Remove(secret); err != nil {
		t.Fatal(err)
	}
	if err := start(); err != nil {
		t.Errorf("without cases: got %v, want a new secret", err)
	}
	db, err := bolt.Open(filepath.Join(dir, "loket.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	record := store.Record{ID: "k7m3-p9qx", Index: []store.Entry{{Index: cases.IndexQueue, Partition: cases.QueueSuspect, At: time.Now()}}}
	_, err = db.Create(t.Context(), record)
	if err := errors.Join(err, db.Close(), os.Remove(secret)); err != nil {
		t.Fatal(err)
	}
	if err := start(); err == nil || !strings.Contains(err.Error(), "restore it from a backup") {
		t.Errorf("with a case: got %v, want to hear that the secret is missing", err)
	}
	if _, err := os.Stat(secret); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want no new secret", err)
	}
}

func TestMailSettingsAreCheckedAtTheStart(t *testing.T) {
	for name, smtp := range map[string]mail.SMTP{
		"no port":                 {Addr: "mail.example.org"},
		"account without server":  {Username: "loket", PasswordFile: "password"},
		"password is not there":   {Addr: "mail.example.org:587", Username: "loket", PasswordFile: filepath.Join(t.TempDir(), "password")},
		"user name, no password":  {Addr: "mail.example.org:587", Username: "loket"},
		"password, but whose one": {Addr: "mail.example.org:587", PasswordFile: "password"},
	} {
		d, err := openDesk(t.Context(), settings{data: t.TempDir(), smtp: smtp}, slog.New(slog.DiscardHandler))
		if err == nil {
			t.Errorf("%s: got no error, want the start refused", name)
			_ = d.close()
		}
	}
}

func TestWideRightsOfASecretAreWarnedAbout(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := errors.Join(os.WriteFile(secret, bytes.Repeat([]byte{1}, secretSize), 0o600), os.Chmod(secret, 0o644)); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	d, err := openDesk(t.Context(), settings{data: dir}, slog.New(slog.NewJSONHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	if got := log.String(); !strings.Contains(got, secret+" has mode 0644") {
		t.Errorf("got %q, want a warning about %s", got, secret)
	}
}
