package mail

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// delivery is one message that the server took, or was sent in full.
type delivery struct {
	from, to []string // arguments of MAIL and RCPT
	raw      []byte   // dot-stuffing undone
	tls      bool
}

// server is a small SMTP server on loopback. Its behaviour is set before start.
type server struct {
	extensions []string          // told in answer to EHLO
	answers    map[string]string // verb, "GREETING" or "END" (of the message) → answer
	silent     string            // verb after which nothing is answered any more
	drop       string            // verb after which the connection is cut
	questions  int               // asked in AUTH before it succeeds
	tls        *tls.Config       // for STARTTLS
	implicit   bool              // TLS from the start

	addr    string        // where it listens, set by start
	reached chan struct{} // gets a value when silent is reached

	listener net.Listener
	sessions sync.WaitGroup
	mu       sync.Mutex
	taken    []delivery
	commands []string
}

// start listens on addr, or on a free port when it is empty.
func (s *server) start(t *testing.T) {
	t.Helper()
	if s.addr == "" {
		s.addr = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	s.listener, s.addr, s.reached = listener, listener.Addr().String(), make(chan struct{}, 1)
	s.sessions.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.sessions.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(s.stop)
}

// stop ends the server after its sessions.
func (s *server) stop() {
	s.listener.Close()
	s.sessions.Wait()
}

// dial connects to the server whatever name is asked for.
func (s *server) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, network, s.addr)
}

// delivered returns what arrived under a Message-ID, or nil.
func (s *server) delivered(id string) []byte {
	for _, d := range s.deliveries() {
		if bytes.Contains(d.raw, []byte("Message-ID: <"+id+"@")) {
			return d.raw
		}
	}
	return nil
}

func (s *server) deliveries() []delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]delivery(nil), s.taken...)
}

// heard returns the command lines of all sessions.
func (s *server) heard() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.commands...)
}

// session is the server's side of one connection.
type session struct {
	*server
	conn net.Conn
	in   *bufio.Reader
	now  delivery
}

func (s *server) serve(conn net.Conn) {
	if s.implicit {
		conn = tls.Server(conn, s.tls)
	}
	c := &session{server: s, conn: conn, in: bufio.NewReader(conn)}
	c.now.tls = s.implicit
	defer func() { c.conn.Close() }()
	for verb, more := "GREETING", true; more; {
		if verb == s.drop {
			return
		}
		if verb == s.silent {
			select {
			case s.reached <- struct{}{}:
			default: // nobody waits for it any more
			}
			_, _ = io.Copy(io.Discard, c.in) // until the client leaves
			return
		}
		verb, more = c.answer(verb)
	}
}

// answer answers a verb and returns the next one.
func (c *session) answer(verb string) (string, bool) {
	if answer, ok := c.answers[verb]; ok {
		c.say(answer)
		return c.next()
	}
	switch verb {
	case "GREETING":
		c.say("220 test")
	case "EHLO":
		for _, e := range c.extensions {
			c.say("250-" + e)
		}
		c.say("250 PIPELINING")
	case "STARTTLS":
		c.say("220 go ahead")
		c.conn = tls.Server(c.conn, c.tls)
		c.in = bufio.NewReader(c.conn)
		c.now.tls = true
	case "AUTH":
		for range c.questions {
			c.say("334 " + encoded("Naam of wachtwoord:"))
			c.next()
		}
		c.say("235 welcome")
	case "DATA":
		c.say("354 go on")
		if !c.receive() {
			return "", false
		}
		return "END", true
	case "END":
		c.say("250 taken")
	case "QUIT":
		c.say("221 bye")
		return "", false
	case "MAIL", "RCPT":
		c.say("250 fine")
	default:
		c.say("502 unknown")
	}
	return c.next()
}

func (c *session) say(line string) { fmt.Fprintf(c.conn, "%s\r\n", line) }

// next reads a command line and notes it.
func (c *session) next() (string, bool) {
	line, err := c.in.ReadString('\n')
	if err != nil {
		return "", false
	}
	line = strings.TrimSuffix(line, "\r\n")
	c.mu.Lock()
	c.commands = append(c.commands, line)
	c.mu.Unlock()
	verb, argument, _ := strings.Cut(line, " ")
	switch verb {
	case "MAIL":
		c.now.from = append(c.now.from, argument)
	case "RCPT":
		c.now.to = append(c.now.to, argument)
	}
	return verb, true
}

// receive reads the message up to the lone dot.
func (c *session) receive() bool {
	for {
		line, err := c.in.ReadBytes('\n')
		if err != nil {
			return false
		}
		if string(line) == ".\r\n" {
			c.mu.Lock()
			c.taken = append(c.taken, c.now)
			c.mu.Unlock()
			return true
		}
		c.now.raw = append(c.now.raw, bytes.TrimPrefix(line, []byte("."))...)
	}
}
