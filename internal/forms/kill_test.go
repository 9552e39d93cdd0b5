package forms_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/mail"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
	"mkbloket/templates"
)

const (
	childStore = "FORMS_TEST_STORE" // makes the test binary a server on this file
	killEnv    = "KILL_ROUNDS"
	clients    = 16
	perStore   = 10 // rounds on one file: each start reads all of it
)

func TestMain(m *testing.M) {
	if path := os.Getenv(childStore); path != "" {
		if err := serveForms(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(runTwice(m))
}

// serveForms is the whole product on one file: forms, store, outbox. It prints
// its address and ends only by a kill.
func serveForms(path string) error {
	db, err := bolt.Open(path, time.Now)
	if err != nil {
		return err
	}
	handler, c, err := liveForms(db)
	if err != nil {
		return err
	}
	go c.RunOutbox(context.Background()) // so that kills hit it too
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	return http.Serve(listener, handler)
}

// taker is a mail.Sender that takes everything at once.
type taker struct{}

func (taker) Send(_ context.Context, m mail.Message) error { return m.Validate() }

func liveForms(db store.Store) (http.Handler, *cases.Cases, error) {
	set, err := templates.New(templates.Embedded(), templates.Options{
		Languages: []string{"nl", "en", "de"}, Taxonomy: taxonomy(), Site: templates.SiteInfo{Name: "MKB-loket"},
	})
	if err != nil {
		return nil, nil, err
	}
	c, err := cases.New(cases.Config{
		Store: db, Taxonomy: set.Taxonomy(), Sender: taker{}, Texts: set.Text, Secret: secret,
		Now: time.Now, Jitter: mathrand.Float64, Log: slog.New(slog.DiscardHandler),
		From: "loket@loket.example", Desk: "balie@loket.example",
		Targets: map[domain.Kind]int{domain.KindQuestion: 2, domain.KindProfile: 5, domain.KindAdvice: 3},
		Limits:  cases.Limits{PerOrigin: 1 << 30, All: 1 << 30, Confirmations: 1 << 30}, // counted all the same
	})
	if err != nil {
		return nil, nil, err
	}
	f, err := forms.New(forms.Config{Set: set, Cases: c, Secret: secret, Now: time.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, nil, err
	}
	return f.Handler(), c, nil
}

// TestNothingAcknowledgedIsLostByAKill is FC-01 over HTTP.
func TestNothingAcknowledgedIsLostByAKill(t *testing.T) {
	if !direct() {
		t.Skip("the killed process is the local server")
	}
	rounds := 6
	if s := os.Getenv(killEnv); s != "" {
		var err error
		if rounds, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := mathrand.New(mathrand.NewPCG(seed, 0))
	total, slowest := 0, time.Duration(0)
	var path string
	var acknowledged map[string]string // reference → text that was sent
	for round := range rounds {
		if round%perStore == 0 {
			path, acknowledged = filepath.Join(t.TempDir(), "data", "cases.db"), map[string]string{}
		}
		started := time.Now()
		server, address := startServer(t, path)
		slowest = max(slowest, time.Since(started))
		deadline := time.Duration(5+random.IntN(796)) * time.Millisecond
		postUntilKilled(t, server, address, round, deadline, acknowledged)
		if round%perStore == perStore-1 || round == rounds-1 {
			recount(t, path, acknowledged)
			total += len(acknowledged)
		}
	}
	t.Logf("%d rounds, %d acknowledged, slowest start %v", rounds, total, slowest)
}

func startServer(t *testing.T, path string) (*exec.Cmd, string) {
	t.Helper()
	server := exec.Command(os.Args[0])
	server.Env = append(os.Environ(), childStore+"="+path)
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("server did not start: %v", err)
	}
	return server, "http://" + strings.TrimSpace(address)
}

func postUntilKilled(t *testing.T, server *exec.Cmd, address string, round int, after time.Duration, acknowledged map[string]string) {
	t.Helper()
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: clients},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	var mu sync.Mutex
	var group sync.WaitGroup
	for n := range clients {
		group.Go(func() {
			for i := 0; ; i++ {
				text := fmt.Sprintf("ronde %d, klant %d, vraag %d: ‘O'Brien’ 日本 <b>\n=SUM(1)", round, n, i)
				answer, err := client.PostForm(address+"/api/question", with(question(), "vraag", text))
				if err != nil {
					return // killed
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
				where, err := url.Parse(answer.Header.Get("Location"))
				if answer.StatusCode != http.StatusSeeOther || err != nil {
					t.Errorf("got %d, want 303", answer.StatusCode)
					return
				}
				mu.Lock()
				acknowledged[where.Query().Get("k")] = text
				mu.Unlock()
			}
		})
	}
	time.AfterFunc(after, func() { _ = server.Process.Kill() })
	group.Wait()
	_ = server.Wait()
}

// recount holds the store against what was acknowledged: present exactly once,
// byte for byte, with both messages, and nothing that nobody sent.
func recount(t *testing.T, path string, acknowledged map[string]string) {
	t.Helper()
	db, err := bolt.Open(path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	texts := map[string]int{}
	found := map[string]*cases.Case{}
	for page := (store.Page{Limit: 1000}); ; {
		records, next, err := db.List(t.Context(), cases.IndexQueue, cases.QueueNew, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			c, err := cases.Decode(r)
			if err != nil {
				t.Fatal(err)
			}
			found[c.Reference] = c
			texts[c.Fields["vraag"][0]]++
		}
		if page.After = next; next == "" {
			break
		}
	}
	for ref, text := range acknowledged {
		c := found[ref]
		if c == nil || c.Fields["vraag"][0] != text || len(c.Mail) != 2 {
			t.Errorf("case %s is lost or changed", ref)
		}
	}
	for text, n := range texts {
		if n != 1 || !strings.HasPrefix(text, "ronde ") {
			t.Errorf("%q is stored %d times, want once", text, n)
		}
	}
	if unanswered := len(found) - len(acknowledged); unanswered < 0 || len(acknowledged) == 0 {
		t.Errorf("got %d cases for %d answers", len(found), len(acknowledged))
	}
}
