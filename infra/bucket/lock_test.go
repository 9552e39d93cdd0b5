package bucket

import (
	"errors"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"mkbloket/internal/mototest"
)

// during runs do once, when a run through the proxy sends its nth request.
func (w *world) during(n int, do func()) {
	w.proxy.reset(-1, false)
	w.proxy.mu.Lock()
	defer w.proxy.mu.Unlock()
	w.proxy.before = func(now int) {
		if now == n { // the second run does not go through the proxy
			do()
		}
	}
}

func TestASecondUploadWaitsItsTurn(t *testing.T) {
	moto := mototest.Start(t)
	one, two := build(t, before()), build(t, after())
	other := newWorld(t, moto, "turn")
	var err error
	other.during(6, func() {
		second := New(Config{S3: other.direct, Name: other.name, Now: other.bucket().Now})
		_, err = second.Upload(t.Context(), two.files, two.manifest)
	})
	other.upload(one)
	if !errors.Is(err, ErrBusy) {
		t.Errorf("got %v, want ErrBusy", err)
	}
	wantSite(t, other, before())
}

// Both have read the state before either writes it.
func TestOfTwoUploadsThatStartAtOnceOneWins(t *testing.T) {
	moto := mototest.Start(t)
	one, two := build(t, before()), build(t, after())
	w := newWorld(t, moto, "race")
	w.during(2, func() {
		second := New(Config{S3: w.direct, Name: w.name, Now: w.bucket().Now})
		if _, err := second.Upload(t.Context(), two.files, two.manifest); err != nil {
			t.Error(err)
		}
	})
	if _, err := w.bucket().Upload(t.Context(), one.files, one.manifest); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v, want ErrBusy", err)
	}
	wantSite(t, w, after())
}

// An upload that stood still for longer than its lease stops when it wakes, and
// what it overwrote is mended by the next.
func TestAnUploadThatLostItsLockStops(t *testing.T) {
	moto := mototest.Start(t)
	one, two := build(t, before()), build(t, after())
	w := newWorld(t, moto, "lost")
	w.during(6, func() {
		w.now = w.now.Add(lease)
		second := New(Config{S3: w.direct, Name: w.name, Now: w.bucket().Now})
		if _, err := second.Upload(t.Context(), two.files, two.manifest); err != nil {
			t.Error(err)
		}
	})
	if _, err := w.bucket().Upload(t.Context(), one.files, one.manifest); !errors.Is(err, ErrLost) {
		t.Errorf("got %v, want ErrLost", err)
	}
	w.upload(two)
	wantSite(t, w, after())
}

// The SDK repeats a write whose answer got lost, and the condition then fails.
func TestAWriteWithALostAnswerIsRecognised(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "answer")
	repeats := s3.New(client(w.proxy.URL).Options(), func(o *s3.Options) { o.RetryMaxAttempts = 3 })
	forward := w.proxy.forward
	lost := 0
	w.proxy.forward = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && r.URL.Path == "/answer/"+statePath && r.Header.Get("Amz-Sdk-Request") == "attempt=1; max=3" {
			lost++
			forward.ServeHTTP(discard{}, r)
			panic(http.ErrAbortHandler)
		}
		forward.ServeHTTP(rw, r)
	})
	s := build(t, before())
	b := New(Config{S3: repeats, Name: w.name, Now: w.bucket().Now})
	if _, err := b.Upload(t.Context(), s.files, s.manifest); err != nil {
		t.Error(err)
	}
	if want := 3; lost != want {
		t.Errorf("got %d lost answers, want %d: the test measures nothing", lost, want)
	}
	wantSite(t, w, before())
}

// discard is an answer that nobody gets.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}
