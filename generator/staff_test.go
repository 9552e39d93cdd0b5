package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

// commanded runs a command and gives what it printed.
func commanded(t *testing.T, run func(context.Context, []string, streams) error, args ...string) (out string, err error) {
	t.Helper()
	var b bytes.Buffer
	err = run(t.Context(), args, streams{&b, io.Discard})
	return b.String(), err
}

var invitation = regexp.MustCompile(`https://balie\.example\.nl/balie/uitnodiging/\?sleutel=([0-9a-f]{16}\.\S+)`)

// TestTheFirstAdminIsMadeByCommand begins with nothing at all.
func TestTheFirstAdminIsMadeByCommand(t *testing.T) {
	data := filepath.Join(t.TempDir(), "var")
	add := []string{"add", "-data", data, "-naam", "De Beheerder", "-email", "baas@example.nl", "-rollen", "beheerder,redacteur", "-base", "https://balie.example.nl"}
	out, err := commanded(t, staffCommand, add...)
	token := invitation.FindStringSubmatch(out)
	if err != nil || token == nil {
		t.Fatalf("got %q %v", out, err)
	}
	if info, err := os.Stat(filepath.Join(data, secretFile)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("secret: got %v %v", info, err)
	}
	if _, err := commanded(t, staffCommand, add...); err == nil || !strings.Contains(err.Error(), "al een account") {
		t.Errorf("twice: got %v", err)
	}
	out, err = commanded(t, staffCommand, "list", "-data", data)
	if err != nil || !strings.Contains(out, "De Beheerder") || !strings.Contains(out, "beheerder,redacteur") || !strings.Contains(out, "uitgenodigd") {
		t.Errorf("list: got %q %v", out, err)
	}
	out, err = commanded(t, staffCommand, "reset", "Baas@example.nl", "-data", data, "-reden", "link kwijt", "-base", "https://balie.example.nl")
	if again := invitation.FindStringSubmatch(out); err != nil || again == nil || again[1] == token[1] {
		t.Errorf("reset: got %q %v", out, err)
	}
	for name, args := range map[string][]string{
		"nobody":           {"disable", "niemand@example.nl", "-data", data, "-reden", "x"},
		"no reason":        {"disable", "baas@example.nl", "-data", data},
		"reset, no reason": {"reset", "baas@example.nl", "-data", data},
		"last admin":       {"disable", "baas@example.nl", "-data", data, "-reden", "x"},
		"unknown role":     {"add", "-data", data, "-naam", "X", "-email", "x@example.nl", "-rollen", "baas"},
		"no folder":        {"list", "-data", filepath.Join(data, "elders")},
	} {
		if out, err := commanded(t, staffCommand, args...); err == nil || errors.Is(err, errUsage) {
			t.Errorf("%s: got %q %v, want an error", name, out, err)
		}
	}
	if _, err := commanded(t, staffCommand, "add", "-data", data, "-naam", "Anna", "-email", "anna@example.nl", "-rollen", "medewerker"); err != nil {
		t.Fatal(err)
	}
	if _, err := commanded(t, staffCommand, "disable", "anna@example.nl", "-data", data, "-reden", "uit dienst"); err != nil {
		t.Errorf("disable: got %v", err)
	}
	out, err = commanded(t, staffCommand, "list", "-data", data)
	if err != nil || !regexp.MustCompile(`anna@example\.nl +medewerker +uit +-`).MatchString(out) {
		t.Errorf("list: got %q %v", out, err)
	}
}

func TestStaffAndAuditSayHowToCallThem(t *testing.T) {
	for _, c := range []struct {
		run  func(context.Context, []string, streams) error
		args []string
	}{
		{staffCommand, nil}, {staffCommand, []string{"x"}}, {staffCommand, []string{"add"}}, {staffCommand, []string{"disable"}},
		{staffCommand, []string{"list", "-x"}}, {auditCommand, nil}, {auditCommand, []string{"x"}}, {auditCommand, []string{"list", "x"}},
	} {
		if _, err := commanded(t, c.run, c.args...); !errors.Is(err, errUsage) {
			t.Errorf("%v: got %v, want errUsage", c.args, err)
		}
	}
	if _, err := commanded(t, staffCommand, "list", "-data", "dynamodb:x", "-geheim", ""); err == nil {
		t.Error("a table without a secret: got no error")
	}
}

func TestAuditListsAndNoticesAChange(t *testing.T) {
	data := filepath.Join(t.TempDir(), "var")
	for _, who := range []string{"baas", "anna"} {
		if _, err := commanded(t, staffCommand, "add", "-data", data, "-naam", who, "-email", who+"@example.nl", "-rollen", "beheerder"); err != nil {
			t.Fatal(err)
		}
	}
	out, err := commanded(t, auditCommand, "verify", "-data", data)
	_, stand, ok := strings.Cut(strings.TrimSpace(out), "op: ")
	if err != nil || !ok || !strings.Contains(out, "regel 2\n") {
		t.Fatalf("got %q %v", out, err)
	}
	if _, err := commanded(t, auditCommand, "verify", "-data", data, "-vanaf", stand); err != nil {
		t.Errorf("since its own stand: got %v", err)
	}
	if _, err := commanded(t, auditCommand, "verify", "-data", data, "-vanaf", "1:x"); !errors.Is(err, audit.ErrBroken) {
		t.Errorf("since another stand: got %v, want ErrBroken", err)
	}
	if _, err := commanded(t, auditCommand, "verify", "-data", data, "-vanaf", "x"); err == nil {
		t.Error("since no stand: got no error")
	}
	out, err = commanded(t, auditCommand, "list", "-data", data, "-aantal", "1")
	if err != nil || strings.Count(out, "account uitnodigen") != 1 || !strings.Contains(out, "\n2 ") || strings.Contains(out, "@") {
		t.Errorf("list: got %q %v", out, err)
	}
	edit := func(change func(store.Store, store.Record) error) {
		t.Helper()
		err := withPlace(data, func(db store.Store) error {
			r, err := db.Get(t.Context(), "audit-head")
			if err != nil {
				return err
			}
			return change(db, r)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	edit(func(db store.Store, r store.Record) error {
		r.Body = bytes.Replace(r.Body, []byte("nieuw account"), []byte("niets account"), 1)
		_, err := db.Update(t.Context(), r.ID, r.Version, r)
		return err
	})
	if _, err := commanded(t, auditCommand, "verify", "-data", data); !errors.Is(err, audit.ErrBroken) {
		t.Errorf("changed: got %v, want ErrBroken", err)
	}
	edit(func(db store.Store, r store.Record) error { return db.Delete(t.Context(), r.ID, r.Version) })
	if _, err := commanded(t, auditCommand, "verify", "-data", data); !errors.Is(err, audit.ErrBroken) {
		t.Errorf("taken away: got %v, want ErrBroken", err)
	}
}

func TestARunningServerDoesTheCommands(t *testing.T) {
	data := t.TempDir()
	db, err := bolt.Open(filepath.Join(data, storeFile), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := commanded(t, staffCommand, "list", "-data", data); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("without a socket: got %v", err)
	}
	l, err := controlListener(filepath.Join(data, controlSocket))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	(&desk{store: db, secret: bytes.Repeat([]byte{1}, 32)}).controlStaff(mux)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(l) }()
	defer server.Close()

	out, err := commanded(t, staffCommand, "add", "-data", data, "-naam", "Anna", "-email", "anna@example.nl", "-rollen", "beheerder", "-base", "https://balie.example.nl")
	if err != nil || !invitation.MatchString(out) {
		t.Fatalf("add: got %q %v", out, err)
	}
	out, err = commanded(t, staffCommand, "list", "-data", data)
	if err != nil || !strings.Contains(out, "anna@example.nl") {
		t.Errorf("list: got %q %v", out, err)
	}
	if _, err := commanded(t, staffCommand, "disable", "anna@example.nl", "-data", data, "-reden", "x"); err == nil || !strings.Contains(err.Error(), "laatste beheerder") {
		t.Errorf("disable: got %v, want what the server says", err)
	}
	out, err = commanded(t, auditCommand, "verify", "-data", data)
	if err != nil || !strings.Contains(out, "regel 1\n") {
		t.Errorf("verify: got %q %v", out, err)
	}
	for path, want := range map[string]int{"/staff": http.StatusBadRequest, "/audit": http.StatusBadRequest} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://loket"+path, strings.NewReader("{"))
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: got %d, want %d", path, w.Code, want)
		}
	}
}

// TestTheOtherCommandsPassByAccounts holds what walks all records to leaving
// those alone that are no cases.
func TestTheOtherCommandsPassByAccounts(t *testing.T) {
	data := filepath.Join(t.TempDir(), "var")
	if _, err := commanded(t, staffCommand, "add", "-data", data, "-naam", "Anna", "-email", "anna@example.nl", "-rollen", "beheerder"); err != nil {
		t.Fatal(err)
	}
	for name, command := range map[string]struct {
		run  func(context.Context, []string, streams) error
		args []string
	}{
		"verify":    {verify, []string{"-data", data}},
		"cases":     {showCases, []string{"-data", data}},
		"outbox":    {outbox, []string{"list", "-data", data}},
		"retention": {retention, []string{"-data", data}},
	} {
		if out, err := commanded(t, command.run, command.args...); err != nil || strings.Contains(out, "anna@") {
			t.Errorf("%s: got %q %v", name, out, err)
		}
	}
	copied := filepath.Join(t.TempDir(), "kopie")
	if err := os.MkdirAll(copied, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := commanded(t, storeCommand, "copy", "-van", data, "-naar", copied); err != nil {
		t.Fatal(err)
	}
	out, err := commanded(t, auditCommand, "verify", "-data", copied, "-geheim", filepath.Join(data, secretFile))
	if err != nil || !strings.Contains(out, "regel 1\n") {
		t.Errorf("the log of a copied store: got %q %v", out, err)
	}
	if out, err := commanded(t, staffCommand, "list", "-data", copied, "-geheim", filepath.Join(data, secretFile)); err != nil || !strings.Contains(out, "anna@") {
		t.Errorf("the accounts of a copied store: got %q %v", out, err)
	}
}

// TestAccountsAndLogLiveInATableToo runs the commands against DynamoDB Local.
func TestAccountsAndLogLiveInATableToo(t *testing.T) {
	table := placeWith(t, "table")
	secret := filepath.Join(t.TempDir(), "geheim")
	if err := os.WriteFile(secret, bytes.Repeat([]byte{1}, 32), 0o600); err != nil {
		t.Fatal(err)
	}
	at := []string{"-data", table, "-geheim", secret}
	for _, args := range [][]string{
		{"add", "-naam", "Anna", "-email", "anna@example.nl", "-rollen", "medewerker"},
		{"reset", "anna@example.nl", "-reden", "link kwijt"},
		{"disable", "anna@example.nl", "-reden", "uit dienst"},
	} {
		if _, err := commanded(t, staffCommand, append(args, at...)...); err != nil {
			t.Fatalf("%s: %v", args[0], err)
		}
	}
	out, err := commanded(t, staffCommand, append([]string{"list"}, at...)...)
	if err != nil || !strings.Contains(out, "anna@example.nl") || !strings.Contains(out, " uit ") {
		t.Errorf("list: got %q %v", out, err)
	}
	out, err = commanded(t, auditCommand, append([]string{"verify"}, at...)...)
	if err != nil || !strings.Contains(out, "regel 3\n") {
		t.Errorf("verify: got %q %v", out, err)
	}
	if _, err := commanded(t, staffCommand, "list", "-data", table); err == nil || !strings.Contains(err.Error(), "-geheim") {
		t.Errorf("without a secret: got %v", err)
	}
	if _, err := commanded(t, staffCommand, "list", "-data", table, "-geheim", secret+"x"); err == nil {
		t.Error("with a secret that is not there: got no error")
	}
}
