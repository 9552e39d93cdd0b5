package mail

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCheckFindsSettingsThatCanNeverSend(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good, empty := file("good", "geheim\n"), file("empty", "\n")
	tests := []struct {
		name string
		smtp SMTP
		ok   bool
	}{
		{"no account", SMTP{Addr: "mail.example.org:587"}, true},
		{"an account", SMTP{Addr: "[::1]:25", Username: "loket", PasswordFile: good}, true},
		{"no port", SMTP{Addr: "mail.example.org"}, false},
		{"empty port", SMTP{Addr: "mail.example.org:"}, false},
		{"no host", SMTP{Addr: ":587"}, false},
		{"no password file", SMTP{Addr: "mail.example.org:587", Username: "loket"}, false},
		{"no user name", SMTP{Addr: "mail.example.org:587", PasswordFile: good}, false},
		{"password file that is not there", SMTP{Addr: "mail.example.org:587", Username: "loket", PasswordFile: filepath.Join(dir, "missing")}, false},
		{"empty password", SMTP{Addr: "mail.example.org:587", Username: "loket", PasswordFile: empty}, false},
	}
	for _, test := range tests {
		if err := test.smtp.Check(); (err == nil) != test.ok {
			t.Errorf("%s: got %v, want it right: %v", test.name, err, test.ok)
		}
	}
}
