package staff

import (
	"context"
	"crypto/hmac"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
)

func TestObviousPasswordsAreRefused(t *testing.T) {
	own := []string{"Anna de Vries", "anna.devries@loketlimburg.example"}
	for _, password := range []string{
		"wachtwoord123", "Wachtwoord2026!", "W@chtw00rd2026", "welkom01welkom01", "Welkom-bij-loket", "zomer2026!!!!", "Limburg2026Limburg",
		"maastricht-venlo", "qwertyuiop12", "asdfghjklqwerty", "123456789012", "abcdefghijklm", "mlkjihgfedcba", "aaaaaaaaaaaa", "ababababababab",
		"abcabcabcabc", "111222111222", "1qaz2wsx3edc", "annadevries1", "DeVriesAnna!!", "loketlimburg9", "geheimgeheim", "ikhouvanjou12", "admin-admin-1",
	} {
		if got := judge(password, own...); got != "obvious" {
			t.Errorf("%q: got %q, want obvious", password, got)
		}
	}
	for _, password := range []string{
		passphrase, "correct paard batterij nietje", "kq7#mZp2!vRt", "de kat krabt de krullen van de trap", "tuinslang-kachel-meeuw", "わたしのねこはとてもかわいいです",
	} {
		if got := judge(password, own...); got != "" {
			t.Errorf("%q: got %q, want none", password, got)
		}
	}
}

func TestLengthCountsCharacters(t *testing.T) {
	for password, want := range map[string]string{
		"": "empty", "elf tekens!": "short", "twaalf teken": "", "éèêëàâäîïôö": "short", "éèêëàâäîïôöx": "",
		strings.Repeat("x", MaxPassword+1): "long", norm.NFD.String("éèêëàâäîïôöx"): "", norm.NFD.String("éèêëàâäîïôö"): "short",
	} {
		if got := judge(password); got != want {
			t.Errorf("%q: got %q, want %q", password, got, want)
		}
	}
}

func TestStoredPasswordsAreArgon2id(t *testing.T) {
	s := newScene(t)
	s.derive = argon
	stored, err := s.seal(t.Context(), passphrase)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("got %s", stored)
	}
	for password, want := range map[string]bool{passphrase: true, passphrase + " ": false, "": false} {
		if got, err := s.matches(t.Context(), stored, password); err != nil || got != want {
			t.Errorf("%q: got %v %v, want %v", password, got, err, want)
		}
	}
	for _, broken := range []string{"", "x", strings.Replace(stored, "v=19", "v=18", 1), strings.Replace(stored, "t=2", "t=0", 1), stored[:len(stored)-4], strings.Replace(stored, "$m=", "$n=", 1), stored + "!"} {
		if got, err := s.matches(t.Context(), broken, passphrase); err != nil || got {
			t.Errorf("%q: got %v %v, want false", broken, got, err)
		}
	}
	// Without the secret the stored text cannot even be tried.
	_, salt, key, _ := parse(stored)
	if hmac.Equal(argon([]byte(passphrase), salt, costNow), key) {
		t.Error("the stored key is of the bare password")
	}
}

func TestWaitingToCheckEndsWithTheRequest(t *testing.T) {
	s := newScene(t)
	for range hashers {
		s.turns <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := s.matches(ctx, "", passphrase); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the end of the request", err)
	}
}

// BenchmarkCheckPassword is what one sign-in costs.
func BenchmarkCheckPassword(b *testing.B) {
	for b.Loop() {
		argon([]byte(passphrase), make([]byte, saltSize), costNow)
	}
}
