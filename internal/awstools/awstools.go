// Package awstools finds the programs that tests of the part on AWS start.
//
// They are Python programs, kept in one virtual environment: what reads and
// checks templates (sam, cfn-lint, and python3 with aws-sam-translator), the aws
// command, and moto_server, which stands in for services of AWS. The environment
// variable AWS_TOOLS names the folder they are in.
package awstools

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// Folder is the environment variable that names the folder.
const Folder = "AWS_TOOLS"

// Path gives the path of a program. A test that needs one that is absent is
// skipped, and fails where CI is true.
func Path(t testing.TB, name string) string {
	t.Helper()
	path, err := find(os.Getenv(Folder), name)
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// find looks for a program in a folder. An error says how to install it.
func find(folder, name string) (string, error) {
	path := filepath.Join(folder, name)
	if info, err := os.Stat(path); folder != "" && err == nil && info.Mode().IsRegular() {
		return path, nil
	}
	return "", fmt.Errorf("%s is missing: python3 -m venv venv; venv/bin/pip install -r .ci/requirements.txt; export %s=$PWD/venv/bin", name, Folder)
}
