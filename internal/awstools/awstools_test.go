package awstools

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestProgramIsFoundInItsFolderOnly(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "sam"), nil, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder) // an empty name is not this folder
	cases := []struct {
		name, folder, program string
		want                  string
	}{
		{"there", folder, "sam", filepath.Join(folder, "sam")},
		{"not there", folder, "moto_server", ""},
		{"a folder of that name", folder, "aws", ""},
		{"no folder is named", "", "sam", ""},
	}
	for _, c := range cases {
		got, err := find(c.folder, c.program)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: got %q and %v, want %q", c.name, got, err, c.want)
		}
		if err != nil && (!strings.Contains(err.Error(), c.program+" is missing") || !strings.Contains(err.Error(), Folder)) {
			t.Errorf("%s: got %v, want it to say what to install and to set", c.name, err)
		}
	}
}
