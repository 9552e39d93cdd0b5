package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const host = "mail.voorbeeld.nl"

// certificate returns a server certificate for name and who vouches for it.
func certificate(t *testing.T, name string) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		DNSNames:     []string{name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		IsCA:         true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

func TestSMTPEncryptsToARemoteServer(t *testing.T) {
	for _, c := range []struct {
		name, port string
		implicit   bool
	}{{"STARTTLS", "587", false}, {"TLS from the start", "465", true}} {
		t.Run(c.name, func(t *testing.T) {
			config, pool := certificate(t, host)
			s := &server{extensions: []string{"STARTTLS"}, tls: config, implicit: c.implicit}
			s.start(t)
			testSender(t, &SMTP{Addr: host + ":" + c.port, RootCAs: pool, dial: s.dial}, s.delivered)
			for _, d := range s.deliveries() {
				if !d.tls {
					t.Error("a message went over in the clear")
				}
			}
		})
	}
}

func TestSMTPSendsNothingWithoutTrustworthyTLS(t *testing.T) {
	right, pool := certificate(t, host)
	wrongName, wrongPool := certificate(t, "ander.voorbeeld.nl")
	old := right.Clone()
	old.MaxVersion = tls.VersionTLS11
	old.MinVersion = tls.VersionTLS10
	for _, c := range []struct {
		name   string
		server *server
		pool   *x509.CertPool
	}{
		{"not offered", &server{answers: map[string]string{"STARTTLS": "502 unknown"}}, pool},
		{"refused now", &server{answers: map[string]string{"STARTTLS": "454 later"}}, pool},
		{"refused for good", &server{answers: map[string]string{"STARTTLS": "554 never"}}, pool},
		{"certificate of another name", &server{tls: wrongName}, wrongPool},
		{"certificate of an unknown authority", &server{tls: right}, wrongPool},
		{"old version", &server{tls: old}, pool},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.server.start(t)
			err := (&SMTP{Addr: host + ":587", RootCAs: c.pool, dial: c.server.dial}).Send(t.Context(), sample())
			if !errors.Is(err, ErrTemporary) {
				t.Errorf("got %v, want ErrTemporary", err)
			}
			if got := c.server.heard(); slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "MAIL") }) {
				t.Errorf("went on: %q", got)
			}
		})
	}
}

func TestSMTPSendsInTheClearWhenToldTo(t *testing.T) {
	s := &server{}
	s.start(t)
	if err := (&SMTP{Addr: host + ":25", Insecure: true, dial: s.dial}).Send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	if got := s.deliveries(); len(got) != 1 || got[0].tls {
		t.Errorf("got %d messages, want one in the clear", len(got))
	}
}

const password = "g3heim wachtwoord"

func passwordFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wachtwoord")
	if err := os.WriteFile(path, []byte(password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func encoded(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestSMTPLogsIn(t *testing.T) {
	for _, c := range []struct {
		name, offer string
		want        []string // lines of the client from AUTH on
	}{
		{"PLAIN", "AUTH LOGIN PLAIN", []string{"AUTH PLAIN " + encoded("\x00loket\x00"+password)}},
		{"LOGIN", "AUTH LOGIN XOAUTH2", []string{"AUTH LOGIN", encoded("loket"), encoded(password)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, pool := certificate(t, host)
			s := &server{extensions: []string{"STARTTLS", c.offer}, tls: config, questions: len(c.want) - 1}
			s.start(t)
			sender := &SMTP{Addr: host + ":587", RootCAs: pool, Username: "loket", PasswordFile: passwordFile(t), dial: s.dial}
			if err := sender.Send(t.Context(), sample()); err != nil {
				t.Fatal(err)
			}
			const before = 3 // EHLO, STARTTLS, EHLO
			if got := s.heard()[before : before+len(c.want)]; !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestSMTPLoginThatGoesWrongIsTemporaryAndTellsNoPassword(t *testing.T) {
	config, pool := certificate(t, host)
	file := passwordFile(t)
	for _, c := range []struct {
		name, offer, answer string
		change              func(*SMTP)
	}{
		{"password refused", "AUTH PLAIN", "535 5.7.8 " + password, func(*SMTP) {}},
		{"LOGIN refused", "AUTH LOGIN", "504 5.5.4 no", func(*SMTP) {}},
		{"PLAIN asks on", "AUTH PLAIN", "334 ", func(*SMTP) {}},
		{"no mechanism known", "AUTH GSSAPI", "235 ok", func(*SMTP) {}},
		{"no login offered", "SIZE", "235 ok", func(*SMTP) {}},
		{"no password file", "AUTH PLAIN", "235 ok", func(s *SMTP) { s.PasswordFile += ".weg" }},
		{"connection in the clear", "AUTH PLAIN", "235 ok", func(s *SMTP) { s.Insecure = true }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &server{extensions: []string{"STARTTLS", c.offer}, tls: config, answers: map[string]string{"AUTH": c.answer}}
			s.start(t)
			sender := &SMTP{Addr: host + ":587", RootCAs: pool, Username: "loket", PasswordFile: file, dial: s.dial}
			c.change(sender)
			err := sender.Send(t.Context(), sample())
			if !errors.Is(err, ErrTemporary) || strings.Contains(err.Error(), password) {
				t.Errorf("got %v, want ErrTemporary without the password", err)
			}
			if got := len(s.deliveries()); got != 0 {
				t.Errorf("delivered %d messages", got)
			}
			if sender.Insecure && slices.ContainsFunc(s.heard(), func(l string) bool { return strings.HasPrefix(l, "AUTH") }) {
				t.Error("the password went over in the clear")
			}
		})
	}
}
