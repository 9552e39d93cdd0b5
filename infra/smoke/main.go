// Command smoke looks whether a portal that was just deployed does what visitors
// need, and leaves nothing behind in it.
//
//	go run ./infra/smoke https://loket.example.nl
//
// It compares headers with package headers, the one definition of them. On a
// loopback address it leaves out what needs TLS, so that it can be tried on
// generator serve -openbaar. It exits with 0 when all is well, 1 when something
// is not, 2 when it was called wrongly.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run carries out all checks and gives the exit code.
func run(ctx context.Context, args []string, out, complaints io.Writer) int {
	p, err := newPortal(args)
	if err != nil {
		fmt.Fprintln(complaints, "smoke: geef het adres van de site, zoals https://loket.example.nl")
		return 2
	}
	failed := 0
	checks := checks(p.loopback())
	for _, c := range checks {
		if err := c.run(ctx, p); err != nil {
			failed++
			fmt.Fprintf(complaints, "mis:  %s: %v\n", c.name, err)
			continue
		}
		fmt.Fprintf(out, "goed: %s\n", c.name)
	}
	if failed > 0 {
		fmt.Fprintf(complaints, "smoke: %d van de %d controles mislukt op %s\n", failed, len(checks), p.base)
		return 1
	}
	return 0
}

// portal is the site that is looked at.
type portal struct {
	base   *url.URL // without a path
	client *http.Client
	pause  time.Duration // between two tries
}

// tries is how often a request is sent: one that breaks, or that the network or
// a starting function answers with 5xx, is no reason to roll a site back.
const tries = 3

var errAddress = errors.New("not an address of a site")

func newPortal(args []string) (*portal, error) {
	if len(args) != 1 {
		return nil, errAddress
	}
	base, err := url.Parse(strings.TrimSuffix(args[0], "/"))
	if err != nil || base.Host == "" || base.Path != "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, errAddress
	}
	client := &http.Client{
		Timeout:       30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &portal{base: base, client: client, pause: 2 * time.Second}, nil
}

func (p *portal) loopback() bool {
	ip := net.ParseIP(p.base.Hostname())
	return ip != nil && ip.IsLoopback() || p.base.Hostname() == "localhost"
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (p *portal) get(ctx context.Context, path string) (answer, error) {
	return p.send(ctx, http.MethodGet, p.base.String()+path, nil, nil)
}

// send sends a request until it is answered with less than 500.
func (p *portal) send(ctx context.Context, method, address string, form url.Values, header map[string]string) (a answer, err error) {
	for n := range tries {
		if n > 0 {
			select {
			case <-ctx.Done():
				return a, ctx.Err()
			case <-time.After(p.pause):
			}
		}
		if a, err = p.once(ctx, method, address, form, header); err == nil && a.status < 500 {
			return a, nil
		}
	}
	return a, err
}

func (p *portal) once(ctx context.Context, method, address string, form url.Values, header map[string]string) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	response, err := p.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	return answer{response.StatusCode, response.Header, string(body)}, errors.Join(err, response.Body.Close())
}
