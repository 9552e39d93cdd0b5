package preview

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener in memory, so that time in the tests is synctest's.
type pipes struct {
	calls chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipes() *pipes { return &pipes{calls: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.calls:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.calls <- server
	return client
}

// serve runs the server within a synctest bubble; stop ends it and gives its error.
func serve(t *testing.T, h *Handler) (p *pipes, stop func() error) {
	t.Helper()
	p = newPipes()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(ctx, p, Limits{}) }()
	return p, func() error {
		cancel()
		return <-ended
	}
}

func ask(t *testing.T, p *pipes, request string) *http.Response {
	t.Helper()
	c := p.dial()
	go func() { _, _ = io.WriteString(c, request) }()
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	return r
}

func TestSlowAndIdleClientsAreLetGo(t *testing.T) {
	cases := []struct {
		name, sends string
		want        time.Duration
	}{
		{"sends nothing", "", 5 * time.Second},
		{"half a header", "GET / HTTP/1.1\r\nHost: x", 5 * time.Second},
		{"half a body", "POST /api/slow HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf", 15 * time.Second},
		{"idle after an answer", "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", time.Minute},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, _ := newHandler(t, func(c *Config) {
					c.Forms = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
				})
				p, stop := serve(t, h)
				start := time.Now()
				var all sync.WaitGroup
				for range 50 { // FC-27: many at once
					conn := p.dial()
					all.Go(func() {
						_, _ = io.WriteString(conn, c.sends)
						_, _ = io.Copy(io.Discard, conn) // until the server hangs up
						if got := time.Since(start); got != c.want {
							t.Errorf("got let go after %v, want %v", got, c.want)
						}
						_ = conn.Close()
					})
				}
				if r := ask(t, p, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); r.StatusCode != 200 || time.Since(start) != 0 {
					t.Errorf("others: got %d after %v, want 200 at once", r.StatusCode, time.Since(start))
				}
				all.Wait()
				if err := stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestTooLargeAHeaderIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := newHandler(t, nil)
		p, stop := serve(t, h)
		r := ask(t, p, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: "+strings.Repeat("a", 64<<10)+"\r\n\r\n")
		if r.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("got %d, want 431", r.StatusCode)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestAskingForTheOptionsOfTheServerIsAnsweredLikeTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := newHandler(t, nil)
		p, stop := serve(t, h)
		r := ask(t, p, "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("got %d with policy %q, want 405 with the headers", r.StatusCode, r.Header.Get("Content-Security-Policy"))
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestStoppingFinishesARunningPost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		entered := make(chan struct{})
		h, _ := newHandler(t, func(c *Config) {
			c.Forms = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				close(entered)
				select { // storing takes two seconds, and is not to be broken off
				case <-time.After(2 * time.Second):
				case <-r.Context().Done():
				}
				fmt.Fprint(w, "stored ", r.Context().Err())
			})
		})
		p, stop := serve(t, h)
		stopped := make(chan error, 1)
		go func() {
			<-entered
			stopped <- stop()
		}()
		start := time.Now()
		r := ask(t, p, "POST /api/question HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
		if body := text(t, r); r.StatusCode != 200 || body != "stored <nil>" {
			t.Errorf("got %d %q, want the post finished", r.StatusCode, body)
		}
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		if got := time.Since(start); got < 2*time.Second || got > 4*time.Second {
			t.Errorf("got stopped after %v, want soon after the post", got)
		}
	})
}

func TestAnOpenPageHearsOfEveryChangeAndOfTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := newHandler(t, nil)
		p, stop := serve(t, h)
		r := ask(t, p, "GET /_reload HTTP/1.1\r\nHost: x\r\n\r\n")
		events := bufio.NewReader(r.Body)
		next := func() string {
			for {
				line, err := events.ReadString('\n')
				if err != nil {
					return err.Error()
				}
				if data, ok := strings.CutPrefix(line, "data: "); ok {
					return strings.TrimSpace(data)
				}
			}
		}
		prefix := `{"version":"` + h.reload.instance + "-"
		if got, want := next(), prefix+`0","problems":false}`; got != want {
			t.Errorf("first: got %s, want %s", got, want)
		}
		start := time.Now()
		for time.Since(start) < 2*time.Minute { // no limit of the server ends the stream
			if got, want := next(), prefix+`0","problems":false}`; got != want {
				t.Fatalf("beat: got %s, want %s", got, want)
			}
		}
		h.Fail(Problems{{Path: "a.md", Line: 1, Message: "x"}})
		if got, want := next(), prefix+`1","problems":true}`; got != want {
			t.Errorf("after Fail: got %s, want %s", got, want)
		}
		h.Swap(example(t))
		if got, want := next(), prefix+`2","problems":false}`; got != want {
			t.Errorf("after Swap: got %s, want %s", got, want)
		}
		start = time.Now()
		go func() { _, _ = io.Copy(io.Discard, events) }() // a pipe holds nothing by itself
		if err := stop(); err != nil {
			t.Error(err)
		}
		if got := time.Since(start); got > 2*time.Second {
			t.Errorf("got stopped after %v, want the stream to end at once", got)
		}
	})
}

func TestListenRefusesOtherMachines(t *testing.T) {
	for _, address := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.org:0"} {
		if l, err := Listen(t.Context(), address, false); !errors.Is(err, ErrPublic) {
			t.Errorf("%s: got %v %v, want ErrPublic", address, l, err)
		}
	}
	for address, public := range map[string]bool{"localhost:0": false, "127.0.0.1:0": false, "0.0.0.0:0": true} {
		l, err := Listen(t.Context(), address, public)
		if err != nil {
			t.Errorf("%s: got %v, want a listener", address, err)
			continue
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := Listen(t.Context(), "nonsense", false); err == nil {
		t.Error("got nil, want an error")
	}
}
