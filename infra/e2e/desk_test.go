package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mkbloket/infra/stack"
	"mkbloket/internal/cloud/runtimetest"
	"mkbloket/internal/store/dynamo/dynamotest"
)

// nowhere is an address at which nothing listens: TCP port multiplexer, which
// no system has had for decades.
const nowhere = "http://127.0.0.1:1"

// setting is how a desk differs from an ordinary one.
type setting struct {
	processes int                                     // of each function; 0: two
	database  string                                  // where functions find the table; empty: DynamoDB Local itself
	mail      string                                  // where notify finds SES; empty: nowhere
	program   func(t testing.TB, built string) string // the program to start for the one that was built; nil: that one
}

// desk is everything that the template makes, at work.
type desk struct {
	*testing.T
	template *stack.Template
	values   *values
	table    *table
	release  *release
	ledger   *ledger
	pools    map[string]*pool
	edge     http.Handler
	staff    http.Handler // what stands before the pages of staff
	setting  setting
	visitors *atomic.Int32 // how many there were
}

func newDesk(t *testing.T, s setting) *desk {
	t.Helper()
	dynamotest.Local(t) // skip before there is work done
	if s.processes == 0 {
		s.processes = 2
	}
	if s.database == "" {
		s.database = dynamotest.Local(t)
	}
	if s.mail == "" {
		s.mail = nowhere
	}
	template := stack.Load(t)
	d := &desk{T: t, template: template, release: newRelease(t), setting: s, pools: map[string]*pool{}, visitors: new(atomic.Int32)}
	d.values = newValues(t, template, d.release.terms)
	d.table = newTable(t, template)
	d.values.known[stack.Table] = d.table.name
	d.ledger = newLedger(t)
	t.Cleanup(func() { d.ledger.check(template) })
	for name := range template.Functions() {
		d.pools[name] = d.newPool(name)
	}
	d.edge, d.staff = newEdge(d), newStaffEdge(d)
	return d
}

// in gives the desk to a subtest.
func (d *desk) in(t *testing.T) *desk {
	one := *d
	one.T = t
	return &one
}

// pool is the processes of one function, each at work on one event at a time.
type pool struct {
	*desk
	name    string
	timeout time.Duration
	start   func() *runtimetest.Function
	free    chan *runtimetest.Function
}

// newPool starts the processes of a function, with the environment that the
// template gives it. Where the table and SES are, the SDK reads from variables
// of its own.
func (d *desk) newPool(name string) *pool {
	d.Helper()
	var how struct {
		Handler, Runtime string
		Timeout          int // seconds
	}
	properties(d.T, d.template, d.template.Functions()[name], &how)
	if how.Handler != "bootstrap" || how.Runtime != "provided.al2023" {
		d.Fatalf("function %s: got handler %s on %s", name, how.Handler, how.Runtime)
	}
	path := filepath.Join(d.release.functions, name, how.Handler)
	variables := append(d.values.variables(name),
		"AWS_ENDPOINT_URL_DYNAMODB="+d.ledger.table(name, d.setting.database), "AWS_ENDPOINT_URL_SESV2="+d.setting.mail)
	p := &pool{desk: d, name: name, timeout: time.Duration(how.Timeout) * time.Second, free: make(chan *runtimetest.Function, 100)}
	p.start = func() *runtimetest.Function {
		program := path
		if d.setting.program != nil {
			program = d.setting.program(d.T, path)
		}
		return runtimetest.Start(d.T, program, variables...)
	}
	for range d.setting.processes {
		p.free <- p.start()
	}
	return p
}

// invoke has one event worked on. A process that has ended is not used again.
func (p *pool) invoke(ctx context.Context, event any) ([]byte, error) {
	select {
	case f := <-p.free:
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.timeout)
		defer cancel()
		answer, err := f.Invoke(ctx, event)
		if !errors.Is(err, runtimetest.ErrExited) {
			p.free <- f
		}
		return answer, err
	case <-ctx.Done():
		return nil, fmt.Errorf("function %s is busy: %w", p.name, ctx.Err())
	}
}

// log gives what the processes at rest have written.
func (p *pool) log() string {
	var all strings.Builder
	for range len(p.free) {
		f := <-p.free
		all.WriteString(f.Log())
		p.free <- f
	}
	return all.String()
}

func TestEveryPackagedFunctionIsDeployedAndStarts(t *testing.T) {
	t.Parallel()
	d := newDesk(t, setting{processes: 1})
	var names []string
	for name, p := range d.pools {
		names = append(names, name)
		f := <-p.free
		t.Logf("%s: init %v", name, f.Init())
	}
	packaged, err := os.ReadDir(d.release.functions)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, folder := range packaged { // in order of their names
		want = append(want, folder.Name())
	}
	if slices.Sort(names); !slices.Equal(names, want) {
		t.Errorf("got %v, want those that infra/package makes: %v", names, want)
	}
}
