package mail

import (
	"errors"
	"fmt"
	"net"
)

// Check reports what is wrong with the settings, without a connection: a server
// address that is not host:port, a user name without a password file or the
// other way round, a password that cannot be read. Each would make every
// message wait until it is given up, so a program checks them when it starts.
func (s *SMTP) Check() error {
	host, port, err := net.SplitHostPort(s.Addr)
	if err == nil && (host == "" || port == "") {
		err = errors.New("host or port is missing")
	}
	if err != nil {
		return fmt.Errorf("mail server %q, want host:port: %w", s.Addr, err)
	}
	if (s.Username == "") != (s.PasswordFile == "") {
		return errors.New("mail server: a user name and a password file go together")
	}
	if s.Username == "" {
		return nil
	}
	if _, err := s.password(); err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	return nil
}
