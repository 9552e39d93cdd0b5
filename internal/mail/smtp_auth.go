package mail

import (
	"errors"
	"fmt"
	"net/smtp"
	"os"
	"slices"
	"strings"
)

// Reasons for not logging in.
var (
	errNoMechanism = errors.New("server offers neither PLAIN nor LOGIN")
	errInTheClear  = errors.New("no password over a connection in the clear")
)

// auth reads the password and picks a mechanism that the server offers: PLAIN
// (RFC 4616), or LOGIN, which is no standard but all that some servers have.
func (s *SMTP) auth(c *smtp.Client, host string) (smtp.Auth, error) {
	password, err := s.password()
	if err != nil {
		return nil, err
	}
	_, offered := c.Extension("AUTH")
	mechanisms := strings.Fields(strings.ToUpper(offered))
	if _, encrypted := c.TLSConnectionState(); !encrypted && !loopback(host) {
		return nil, errInTheClear
	}
	if slices.Contains(mechanisms, "PLAIN") {
		return plainAuth{s.Username, password}, nil
	}
	if slices.Contains(mechanisms, "LOGIN") {
		return &loginAuth{answers: []string{s.Username, password}}, nil
	}
	return nil, errNoMechanism
}

// password reads the file with the password.
func (s *SMTP) password() (string, error) {
	raw, err := os.ReadFile(s.PasswordFile)
	if err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	password := strings.TrimRight(string(raw), "\r\n")
	if password == "" {
		return "", fmt.Errorf("read password: %s is empty", s.PasswordFile)
	}
	return password, nil
}

// plainAuth answers at once. It stands in for smtp.PlainAuth, which knows only
// three names for the loopback interface.
type plainAuth struct{ username, password string }

func (a plainAuth) Start(*smtp.ServerInfo) (string, []byte, error) {
	return "PLAIN", []byte("\x00" + a.username + "\x00" + a.password), nil
}

func (a plainAuth) Next(_ []byte, more bool) ([]byte, error) {
	if more {
		return nil, errors.New("server asks more than PLAIN has")
	}
	return nil, nil
}

// loginAuth answers the two questions in their order; their wording differs
// from server to server.
type loginAuth struct{ answers []string }

func (a *loginAuth) Start(*smtp.ServerInfo) (string, []byte, error) { return "LOGIN", nil, nil }

func (a *loginAuth) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	if len(a.answers) == 0 {
		return nil, errors.New("server asks more than LOGIN has")
	}
	answer := a.answers[0]
	a.answers = a.answers[1:]
	return []byte(answer), nil
}
