package form

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

const warmWithin = 2 * time.Second

// warm does ahead what the first request would wait for: snapshot and templates,
// the connection to the table with its certificates, the page in the main
// language. It runs while Lambda hands over the first event and may be frozen
// half-way; whatever it did not get done the request does itself, and no fault
// of it matters here. The endpoint of a test has no certificates: it is not
// connected to.
func warm(client *dynamodb.Client, load func() (*pages, error)) {
	ctx, cancel := context.WithTimeout(context.Background(), warmWithin)
	defer cancel()
	handler, err := load()
	if err != nil {
		return
	}
	if client.Options().BaseEndpoint == nil {
		connect(ctx, client)
	}
	draw(ctx, handler, handler.main)
}

// connect opens a connection that the client will use again. The root of the
// service answers without credentials.
func connect(ctx context.Context, client *dynamodb.Client) {
	o := client.Options()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://dynamodb."+o.Region+".amazonaws.com/", nil)
	if err != nil {
		return
	}
	answer, err := o.HTTPClient.Do(r)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16)) // read to its end, or it is not kept
	_ = answer.Body.Close()
}

// draw asks for a page and drops it.
func draw(ctx context.Context, handler http.Handler, path string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	if err != nil {
		return
	}
	handler.ServeHTTP(nowhere{http.Header{}}, r)
}

// nowhere is an http.ResponseWriter that keeps nothing.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header       { return n.header }
func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (nowhere) WriteHeader(int)             {}
