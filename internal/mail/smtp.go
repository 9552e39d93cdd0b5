package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/smtp"
	"time"

	"mkbloket/internal/mail/address"
)

// SMTP is a Sender that submits to one SMTP server, on a new connection for
// each message. Its fields are not changed after the first Send.
//
// The connection is encrypted and the server's certificate checked: with
// STARTTLS, or from the start on port 465 (RFC 8314). On any other port TLS is
// left out when the server is on the loopback interface or Insecure is set.
type SMTP struct {
	Addr     string // host:port of the server
	Hello    string // name given in EHLO; empty: the domain of the sender
	Insecure bool   // send in the clear to a server that is not on loopback

	// Username and PasswordFile are the account at the server, for AUTH PLAIN
	// or LOGIN; empty when it asks for none. The file holds the password and
	// perhaps a line end. It is read for every message, so that it can be
	// replaced, and the password never goes over a connection in the clear.
	Username     string
	PasswordFile string

	Timeout time.Duration  // for one message, unless ctx ends before; 0: one minute
	RootCAs *x509.CertPool // who may vouch for the server; nil: those of the system

	dial func(ctx context.Context, network, addr string) (net.Conn, error) // nil: net.Dialer
}

const (
	defaultTimeout  = time.Minute
	implicitTLSPort = "465"
)

// Send implements Sender. An answer 5xx to the sender, the recipient or the
// message is ErrPermanent. Everything else is ErrTemporary: answers 4xx, an
// unreachable or silent server, and also a refusal that does not concern the
// message, such as of the password or of TLS, because it goes away when
// somebody mends the settings. A connection lost after the message went out is
// also ErrUnanswered.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	raw, err := m.Bytes()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPermanent, err)
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.Timeout, defaultTimeout))
	defer cancel()
	err = s.submit(ctx, m, raw)
	if err != nil && ctx.Err() != nil { // then a closed connection is what err tells
		return fmt.Errorf("%w (%w)", err, context.Cause(ctx))
	}
	return err
}

// submit opens a connection and carries raw over it.
func (s *SMTP) submit(ctx context.Context, m Message, raw []byte) error {
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return setupFailure("read server address", err)
	}
	conn, err := s.connect(ctx, host, port)
	if err != nil {
		return setupFailure("connect", err)
	}
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return setupFailure("greeting", err) // NewClient has closed the connection
	}
	defer c.Close()
	if err := s.open(c, host, port, cmp.Or(s.Hello, address.Domain(m.From))); err != nil {
		return err
	}
	return transfer(c, m, raw)
}

// connect dials, and speaks TLS at once where the port asks for it.
func (s *SMTP) connect(ctx context.Context, host, port string) (net.Conn, error) {
	dial := s.dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	conn, err := dial(ctx, "tcp", s.Addr)
	if err != nil || port != implicitTLSPort {
		return conn, err
	}
	secure := tls.Client(conn, s.tls(host))
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secure, nil
}

func (s *SMTP) tls(host string) *tls.Config {
	return &tls.Config{ServerName: host, RootCAs: s.RootCAs, MinVersion: tls.VersionTLS12}
}

// open says hello, makes the connection safe and logs in.
func (s *SMTP) open(c *smtp.Client, host, port, hello string) error {
	if err := c.Hello(hello); err != nil {
		return setupFailure("EHLO", err)
	}
	if port != implicitTLSPort && !s.Insecure && !loopback(host) {
		if err := c.StartTLS(s.tls(host)); err != nil {
			return setupFailure("STARTTLS", err)
		}
	}
	if s.Username == "" {
		return nil
	}
	auth, err := s.auth(c, host)
	if err != nil {
		return setupFailure("AUTH", err)
	}
	if err := c.Auth(auth); err != nil {
		return setupFailure("AUTH", err)
	}
	return nil
}

// transfer sends the envelope and the message. MAIL is not left to net/smtp:
// that would ask for SMTPUTF8 wherever it is offered, and these messages, which
// are all ASCII, could then not be relayed to a server without it.
func transfer(c *smtp.Client, m Message, raw []byte) error {
	if err := command(c, 250, "MAIL FROM:<"+m.From+">"); err != nil {
		return messageFailure("MAIL", err)
	}
	if err := command(c, 25, "RCPT TO:<"+m.To+">"); err != nil {
		return messageFailure("RCPT", err)
	}
	w, err := c.Data()
	if err != nil {
		return messageFailure("DATA", err)
	}
	if _, err := w.Write(raw); err != nil {
		return messageFailure("message", err)
	}
	if err := w.Close(); err != nil {
		return closeFailure(err)
	}
	// The message is taken whatever happens now, so no answer is waited for and
	// an error would be misleading.
	_, _ = c.Text.Cmd("QUIT")
	return nil
}

// command sends one line and reads the answer, whose code must begin with the
// digits of want.
func command(c *smtp.Client, want int, line string) error {
	id, err := c.Text.Cmd("%s", line)
	if err != nil {
		return err
	}
	c.Text.StartResponse(id)
	defer c.Text.EndResponse(id)
	_, _, err = c.Text.ReadResponse(want)
	return err
}

// loopback reports whether host is this machine, without asking DNS.
func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
