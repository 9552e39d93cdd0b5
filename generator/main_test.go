package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"mkbloket/generator/content/contenttest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"generator": main})
}

// TestCommand runs the scripts in testdata/script: they are the specification
// of the command. Each starts with the example content in the folder content.
func TestCommand(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			return os.CopyFS(filepath.Join(env.WorkDir, "content"), os.DirFS(contenttest.Folder(t, nil)))
		},
	})
}

func TestRunGivesTheExitCodeOfItsManual(t *testing.T) {
	good := contenttest.Folder(t, nil)
	bad := contenttest.Folder(t, map[string]string{"paginas/fout.md": "geen voorkant\n"})
	tests := []struct {
		name string
		args []string
		want int
	}{
		{"nothing", nil, 2},
		{"help", []string{"help"}, 0},
		{"help of a command", []string{"check", "-h"}, 0},
		{"unknown command", []string{"bouw"}, 2},
		{"unknown flag", []string{"check", "-snel"}, 2},
		{"too many words", []string{"check", "content"}, 2},
		{"day that is no day", []string{"check", "-content", good, "-date", "morgen"}, 2},
		{"day of no calendar", []string{"build", "-content", good, "-date", "2026-02-30"}, 2},
		{"good content", []string{"check", "-content", good}, 0},
		{"bad content", []string{"check", "-content", bad}, 1},
		{"bad content as JSON", []string{"check", "-json", "-content", bad}, 1},
		{"bad content is not built", []string{"build", "-content", bad, "-out", t.TempDir() + "/public"}, 1},
		{"no content", []string{"check", "-content", good + "/weg"}, 1},
		{"new without a name", []string{"new", "regeling"}, 2},
		{"new of an unknown kind", []string{"new", "gedicht", "x"}, 2},
		{"new with a bad name", []string{"new", "regeling", "Mijn Regeling"}, 2},
		{"new that climbs out of the folder", []string{"new", "regeling", "../x"}, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out, messages bytes.Buffer
			if got := run(t.Context(), test.args, streams{&out, &messages}); got != test.want {
				t.Errorf("got %d, want %d; it wrote\n%s%s", got, test.want, &out, &messages)
			}
			if test.want != 0 && out.Len()+messages.Len() == 0 {
				t.Error("got no word of explanation")
			}
		})
	}
}
