package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
	"mkbloket/internal/store/dynamo/dynamotest"
)

func TestMovingADeskToATableAndBackKeepsEveryCase(t *testing.T) {
	endpoint := dynamotest.Local(t)
	_, table := dynamotest.Table(t, endpoint, cases.Indexes())
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", endpoint)
	t.Setenv("AWS_REGION", "eu-central-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "local")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "local")

	here, back := t.TempDir(), t.TempDir()
	want := fillFolder(t, here, 150)
	for _, move := range [][2]string{{here, "dynamodb:" + table}, {here, "dynamodb:" + table}, {"dynamodb:" + table, back}} {
		var out, messages bytes.Buffer
		if code := run(t.Context(), []string{"store", "copy", "-van", move[0], "-naar", move[1]}, streams{&out, &messages}); code != 0 {
			t.Fatalf("copy %v: got exit code %d: %s", move, code, &messages)
		}
		if !strings.HasPrefix(out.String(), "150 zaken ") {
			t.Errorf("copy %v: got %q, want 150 cases", move, &out)
		}
	}
	if got := readFolder(t, back); len(got) != len(want) {
		t.Errorf("got %d records back, want %d", len(got), len(want))
	} else {
		for id, r := range want {
			if !store.SameContent(got[id], r) {
				t.Errorf("record %s came back changed", id)
			}
		}
	}
}

func TestStoreCopySaysWhatIsWrong(t *testing.T) {
	full := t.TempDir()
	fillFolder(t, full, 1)
	t.Setenv("AWS_REGION", "")
	tests := []struct {
		name string
		args []string
		code int
		want string
	}{
		{"no work", []string{"store"}, 2, "store copy -van"},
		{"no places", []string{"store", "copy"}, 2, "-van en -naar"},
		{"one place twice", []string{"store", "copy", "-van", full, "-naar", full}, 2, "twee verschillende"},
		{"nothing there", []string{"store", "copy", "-van", t.TempDir(), "-naar", t.TempDir()}, 1, "loket.db is er niet"},
		{"no account", []string{"store", "copy", "-van", full, "-naar", "dynamodb:loket"}, 1, "AWS_REGION is empty"},
	}
	for _, test := range tests {
		var out, messages bytes.Buffer
		if got := run(t.Context(), test.args, streams{&out, &messages}); got != test.code || !strings.Contains(messages.String(), test.want) {
			t.Errorf("%s: got %d, %q, want %d with %q", test.name, got, &messages, test.code, test.want)
		}
	}
}

// fillFolder makes a data folder with n records.
func fillFolder(t *testing.T, folder string, n int) map[string]store.Record {
	t.Helper()
	db, err := bolt.Open(filepath.Join(folder, "loket.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		at := time.Date(2026, 11, 23, 10, 0, i, i, time.UTC)
		r := store.Record{ID: fmt.Sprint("k", i), Body: bytes.Repeat([]byte{byte(i), 0xff}, 100*i), Index: []store.Entry{
			{Index: cases.IndexQueue, Partition: cases.QueueNew, At: at}, {Index: cases.IndexPerson, Partition: fmt.Sprint("p", i%7), At: at}}}
		if i%5 == 0 {
			r.ExpiresAt = time.Now().Add(24 * time.Hour)
		}
		if _, err := db.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return readFolder(t, folder)
}

func readFolder(t *testing.T, folder string) map[string]store.Record {
	t.Helper()
	db, err := bolt.Open(filepath.Join(folder, "loket.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	found := map[string]store.Record{}
	for next, first := store.Cursor(""), true; first || next != ""; first = false {
		records, after, err := db.All(t.Context(), next)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			found[r.ID] = r
		}
		next = after
	}
	return found
}
