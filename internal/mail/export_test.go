package mail

import "testing"

// Loopback is the SMTP server of these tests, for tests that use this package
// from outside.
type Loopback struct{ *server }

// StartLoopback starts one on addr, or on a free port when it is empty. Answers
// are by verb, GREETING, or END of the message; at silent it says nothing any
// more, at drop it cuts the connection.
func StartLoopback(t *testing.T, addr string, answers map[string]string, silent, drop string) *Loopback {
	t.Helper()
	s := &server{addr: addr, answers: answers, silent: silent, drop: drop}
	s.start(t)
	return &Loopback{s}
}

// Addr is where it listens.
func (l *Loopback) Addr() string { return l.addr }

// Stop ends it; what it took stays.
func (l *Loopback) Stop() { l.stop() }

// Taken gives the messages that it took, or was sent in full, as they came.
func (l *Loopback) Taken() (all [][]byte) {
	for _, d := range l.deliveries() {
		all = append(all, d.raw)
	}
	return all
}
