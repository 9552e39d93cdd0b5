package form

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"mkbloket/internal/cloud"
	"mkbloket/internal/domain"
)

func TestFormWithoutASnapshotDoesNotOpen(t *testing.T) {
	f := Function(domain.KindAdvice)
	p := cloud.Process{Settings: cloud.Settings{Snapshot: filepath.Join(t.TempDir(), "loket.json")}, Log: slog.New(slog.DiscardHandler)}
	if _, err := f.Open(p); !errors.Is(err, fs.ErrNotExist) || f.Name != "advice" {
		t.Errorf("%s: got %v, want that the file is not there", f.Name, err)
	}
}

// peer is an HTTP client that notes what it is asked.
type peer struct {
	asked []string
	body  *bytes.Reader
	err   error
}

func (p *peer) Do(r *http.Request) (*http.Response, error) {
	p.asked = append(p.asked, r.Method+" "+r.URL.String())
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(p.body)}, p.err
}

func TestWarmingConnectsAndDrawsThePage(t *testing.T) {
	p := &peer{body: bytes.NewReader([]byte("healthy: dynamodb.eu-central-1.amazonaws.com"))}
	client := dynamodb.New(dynamodb.Options{Region: "eu-central-1", HTTPClient: p})
	var drawn []string
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		drawn = append(drawn, r.Method+" "+r.URL.Path)
		_, _ = io.WriteString(w, "<form>")
	})
	warm(client, func() (*pages, error) { return &pages{handler, "/profiel-aanmelden/"}, nil })
	if got, want := strings.Join(p.asked, " "), "GET https://dynamodb.eu-central-1.amazonaws.com/"; got != want {
		t.Errorf("connected: got %q, want %q", got, want)
	}
	if p.body.Len() != 0 {
		t.Errorf("%d bytes of the answer were left: the connection is not kept", p.body.Len())
	}
	if got, want := strings.Join(drawn, " "), "GET /profiel-aanmelden/"; got != want {
		t.Errorf("drawn: got %q, want %q", got, want)
	}
}

func TestWarmingIsSkippedOrFailsWithoutHarm(t *testing.T) {
	load := func() (*pages, error) { return &pages{http.NotFoundHandler(), "/"}, nil }
	local := &peer{body: bytes.NewReader(nil)}
	warm(dynamodb.New(dynamodb.Options{Region: "eu-central-1", HTTPClient: local, BaseEndpoint: aws.String("http://127.0.0.1:8000")}), load)
	if len(local.asked) != 0 {
		t.Errorf("endpoint of a test: got %v, want nothing asked", local.asked)
	}
	away := &peer{body: bytes.NewReader(nil), err: errors.New("no route")}
	warm(dynamodb.New(dynamodb.Options{Region: "eu-central-1", HTTPClient: away}), load)
	if len(away.asked) != 1 {
		t.Errorf("away: got %d attempts, want 1", len(away.asked))
	}
	warm(dynamodb.New(dynamodb.Options{Region: "eu-central-1", HTTPClient: away}), func() (*pages, error) { return nil, io.EOF })
	if len(away.asked) != 1 {
		t.Error("pages that cannot be loaded: connected all the same")
	}
}

func TestPagesThatCannotBeLoadedAreAFaultOfOurs(t *testing.T) {
	var log bytes.Buffer
	path := filepath.Join(t.TempDir(), "loket.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	load := func() (*pages, error) {
		return newPages(cloud.Process{Settings: cloud.Settings{Snapshot: path}}, nil, domain.KindQuestion)
	}
	w := httptest.NewRecorder()
	warmed := make(chan struct{})
	close(warmed)
	answer(load, warmed, slog.New(slog.NewJSONHandler(&log, nil))).ServeHTTP(w, httptest.NewRequest("GET", "/vraag-stellen/", nil))
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "later nog eens") || strings.Contains(w.Body.String(), "loket.json") {
		t.Errorf("got %d %q, want 500 that says what to do", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "read snapshot") {
		t.Errorf("got log %q, want the cause", &log)
	}
}

func TestTheFirstAnswerWaitsForWhatWasBegun(t *testing.T) {
	warmed, answered := make(chan struct{}), make(chan struct{})
	load := func() (*pages, error) { return &pages{http.NotFoundHandler(), "/"}, nil }
	handler := answer(load, warmed, slog.New(slog.DiscardHandler))
	served := make(chan struct{})
	w := httptest.NewRecorder()
	go func() {
		defer close(answered)
		close(served)
		handler.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	}()
	<-served
	select {
	case <-answered:
		t.Fatal("answered before the warming had ended")
	default:
	}
	close(warmed)
	<-answered
	if w.Code != http.StatusNotFound {
		t.Errorf("got %d, want the answer of the pages", w.Code)
	}
}
