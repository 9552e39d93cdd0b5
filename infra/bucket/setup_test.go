package bucket

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"mkbloket/generator/publish"
	"mkbloket/internal/mototest"
)

// credentials are those of the tests.
func credentials(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: mototest.Key, SecretAccessKey: mototest.Key}, nil
}

func client(endpoint string) *s3.Client {
	config := aws.Config{Region: mototest.Region, Credentials: aws.CredentialsProviderFunc(credentials), RetryMaxAttempts: 1}
	return s3.NewFromConfig(config, func(o *s3.Options) {
		o.BaseEndpoint, o.UsePathStyle = &endpoint, true
	})
}

// world is a bucket of a test, reached directly and through a proxy with faults.
type world struct {
	t      *testing.T
	name   string
	direct *s3.Client
	proxy  *proxy
	now    time.Time
	texts  map[string]string // what was read before, by ETag: in moto the MD5 of the bytes
}

func newWorld(t *testing.T, moto, name string) *world {
	t.Helper()
	w := &world{t: t, name: name, direct: client(moto), proxy: newProxy(t, moto), texts: map[string]string{}, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	region := &types.CreateBucketConfiguration{LocationConstraint: mototest.Region}
	if _, err := w.direct.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name, CreateBucketConfiguration: region}); err != nil {
		t.Fatal(err)
	}
	on := &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled}
	if _, err := w.direct.PutBucketVersioning(t.Context(), &s3.PutBucketVersioningInput{Bucket: &name, VersioningConfiguration: on}); err != nil {
		t.Fatal(err)
	}
	return w
}

// bucket reaches the bucket through the proxy, one request at a time.
func (w *world) bucket() *Bucket {
	return New(Config{S3: client(w.proxy.URL), Name: w.name, Now: func() time.Time { return w.now }, Workers: 1})
}

func (w *world) upload(s built) Report {
	w.t.Helper()
	r, err := w.bucket().Upload(w.t.Context(), s.files, s.manifest)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// objects reads what is under site/.
func (w *world) objects() map[string]string {
	w.t.Helper()
	all := map[string]string{}
	have, err := New(Config{S3: w.direct, Name: w.name}).list(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for name, h := range have {
		if text, read := w.texts[h.etag]; read {
			all[name] = text
			continue
		}
		out, err := w.direct.GetObject(w.t.Context(), &s3.GetObjectInput{Bucket: &w.name, Key: aws.String(sitePrefix + name)})
		if err != nil {
			w.t.Fatal(err)
		}
		data, err := io.ReadAll(out.Body)
		if err != nil {
			w.t.Fatal(err)
		}
		all[name] = string(data)
		w.texts[h.etag] = all[name]
	}
	return all
}

// built is a site as the generator leaves it.
type built struct {
	text     map[string]string
	files    fs.FS
	manifest *publish.Manifest
}

func build(t *testing.T, text map[string]string) built {
	t.Helper()
	out := filepath.Join(t.TempDir(), "public")
	r, err := publish.Open(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range text {
		if err := r.Write(name, []byte(s)); err != nil {
			t.Fatal(err)
		}
	}
	m, err := r.Commit()
	if err != nil {
		t.Fatal(err)
	}
	return built{text, os.DirFS(out), m}
}

// proxy stands before moto, counts, and can fail.
type proxy struct {
	*httptest.Server
	forward http.Handler

	mu       sync.Mutex
	requests []string // method and path
	failFrom int      // this request and all after it fail; negative: none
	lose     bool     // a failing request is carried out first
	before   func(n int)
}

func newProxy(t *testing.T, target string) *proxy {
	t.Helper()
	to, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{failFrom: -1}
	p.forward = &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

// reset starts counting anew and fails from request n on.
func (p *proxy) reset(n int, lose bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests, p.failFrom, p.lose, p.before = nil, n, lose, nil
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	n := len(p.requests)
	p.requests = append(p.requests, r.Method+" "+r.URL.Path)
	fail, lose, before := p.failFrom >= 0 && n >= p.failFrom, p.lose && n == p.failFrom, p.before
	p.mu.Unlock()
	if before != nil {
		before(n)
	}
	if !fail {
		p.forward.ServeHTTP(w, r)
		return
	}
	if lose {
		p.forward.ServeHTTP(httptest.NewRecorder(), r)
	}
	panic(http.ErrAbortHandler) // the connection breaks
}

// seen gives the requests since the last reset.
func (p *proxy) seen() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// count tells how many requests began with a text.
func (p *proxy) count(prefix string) int {
	n := 0
	for _, r := range p.seen() {
		if strings.HasPrefix(r, prefix) {
			n++
		}
	}
	return n
}

// page is a page with a style sheet and links.
func page(title, style string, links ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><title>%s</title><link rel="stylesheet" href="%s"><h1>%s</h1>`, title, style, title)
	for _, to := range links {
		fmt.Fprintf(&b, `<a href="%s">%s</a>`, to, to)
	}
	return b.String()
}

// before and after are two days of one site: a page, its style and its feed
// entry go, others come, also a section with pages that link to each other.
func before() map[string]string {
	const style = "/assets/site.1.css"
	return map[string]string{
		"index.html":                   page("Thuis", style, "/regelingen/", "/vragen/", "/feed.xml"),
		"404.html":                     page("Niet gevonden", style, "/"),
		"regelingen/index.html":        page("Regelingen", style, "/", "/regelingen/blijft/", "/regelingen/oud/"),
		"regelingen/blijft/index.html": page("Blijft", style, "/regelingen/"),
		"regelingen/oud/index.html":    page("Oud", style, "/regelingen/blijft/"),
		"vragen/index.html":            page("Vragen", "/assets/vast.0.css", "/"),
		"feed.xml":                     "<feed>/regelingen/blijft/ /regelingen/oud/</feed>",
		"assets/site.1.css":            "body{color:#111}",
		"assets/vast.0.css":            "body{margin:0}",
	}
}

func after() map[string]string {
	const style = "/assets/site.2.css"
	return map[string]string{
		"index.html":                   page("Thuis", style, "/regelingen/", "/vragen/", "/nieuws/", "/feed.xml"),
		"404.html":                     page("Niet gevonden", style, "/"),
		"regelingen/index.html":        page("Regelingen", style, "/", "/regelingen/blijft/", "/regelingen/nieuw/"),
		"regelingen/blijft/index.html": page("Blijft", style, "/regelingen/"),
		"regelingen/nieuw/index.html":  page("Nieuw", style, "/nieuws/eerste/", "/nieuws/feed.xml"),
		"nieuws/index.html":            page("Nieuws", style, "/nieuws/eerste/", "/"),
		"nieuws/eerste/index.html":     page("Eerste", style, "/regelingen/nieuw/", "/nieuws/"),
		"vragen/index.html":            page("Vragen", "/assets/vast.0.css", "/"),
		"feed.xml":                     "<feed>/regelingen/blijft/ /regelingen/nieuw/</feed>",
		"nieuws/feed.xml":              "<feed>/nieuws/eerste/</feed>",
		"assets/site.2.css":            "body{color:#222}",
		"assets/vast.0.css":            "body{margin:0}",
	}
}
