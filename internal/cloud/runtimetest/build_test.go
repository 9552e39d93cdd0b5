package runtimetest

import (
	"os"
	"strings"
	"testing"
)

// TestFlagsAreThoseOfTheScript keeps what is tested equal to what is deployed.
func TestFlagsAreThoseOfTheScript(t *testing.T) {
	script, err := os.ReadFile("../../../infra/package")
	if err != nil {
		t.Fatal(err)
	}
	_, command, found := strings.Cut(strings.ReplaceAll(string(script), "\\\n", ""), "go build ")
	command, _, _ = strings.Cut(command, " -o ")
	if !found {
		t.Fatal("infra/package builds nothing")
	}
	got := strings.Join(strings.Fields(strings.NewReplacer("'", "", `"`, "").Replace(command)), " ")
	if want := strings.Join(Flags(), " "); got != want {
		t.Errorf("infra/package: got %s, want %s", got, want)
	}
}
