package bucket

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"mkbloket/internal/mototest"
)

// numbered is a site that tells its number on every page.
func numbered(n int) map[string]string {
	text := map[string]string{}
	for name, s := range before() {
		if isPage(name) {
			s += fmt.Sprintf("<p>%d</p>", n)
		}
		text[name] = s
	}
	return text
}

func (w *world) rollback() (Report, error) { return w.bucket().Rollback(w.t.Context()) }

func TestRollbackRestoresEveryByteTypeAndLifetime(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "restore")
	first := w.upload(build(t, before()))
	w.upload(build(t, after()))
	w.now = w.now.Add(Grace)
	w.upload(build(t, after())) // what only the first had is deleted
	r, err := w.rollback()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := r.Release, first.Release; got != want {
		t.Errorf("got release %s, want %s", got, want)
	}
	wantSite(t, w, before())
	w.proxy.reset(-1, false)
	if again := w.upload(build(t, before())); len(again.Sent) > 0 || w.proxy.count("HEAD") > 0 {
		t.Errorf("got %v sent and %v, want the site exactly as that build made it", again.Sent, w.proxy.seen())
	}
}

func TestThreeReleasesCanBeGoneBackTo(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "history")
	for n := range 6 {
		w.now = w.now.Add(time.Minute)
		w.upload(build(t, numbered(n)))
	}
	for n := 4; n >= 6-1-Kept; n-- {
		if _, err := w.rollback(); err != nil {
			t.Fatal(err)
		}
		wantSite(t, w, numbered(n))
	}
	if _, err := w.rollback(); !errors.Is(err, ErrNoRelease) {
		t.Errorf("got %v, want ErrNoRelease", err)
	}
	out, err := w.direct.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: &w.name, Prefix: aws.String(releaseDir)})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(out.Contents), 1; got != want {
		t.Errorf("got %d manifests, want %d: others can no longer be gone back to", got, want)
	}
}

func TestAnEmptyBucketHasNothingToGoBackTo(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "nothing")
	if _, err := w.rollback(); !errors.Is(err, ErrNoRelease) {
		t.Errorf("got %v, want ErrNoRelease", err)
	}
}

// The rules of a bucket remove old versions at some time.
func TestARollbackWithoutTheVersionsChangesNothing(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "versions")
	w.upload(build(t, before()))
	w.upload(build(t, after()))
	s, err := w.bucket().open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	old, err := w.bucket().readRelease(t.Context(), s.state.Releases[1])
	if err != nil {
		t.Fatal(err)
	}
	home := old.byPath()["index.html"]
	in := &s3.DeleteObjectInput{Bucket: &w.name, Key: aws.String("site/index.html"), VersionId: &home.Version}
	if _, err := w.direct.DeleteObject(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	w.proxy.reset(-1, false)
	if _, err := w.rollback(); !errors.Is(err, ErrVersions) {
		t.Errorf("got %v, want ErrVersions", err)
	}
	if got := w.proxy.count("PUT"); got > 0 {
		t.Errorf("got %d writes, want none", got)
	}
	wantSite(t, w, after())
}

// A rollback whose last step failed is ended by the next, not repeated.
func TestARollbackThatDidNotEndIsNotGoneFurtherBack(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "twice")
	for n := range 3 {
		w.now = w.now.Add(time.Minute)
		w.upload(build(t, numbered(n)))
	}
	down := w.bucket()
	down.Invalidate = failing
	if _, err := down.Rollback(t.Context()); !errors.Is(err, ErrInvalidation) {
		t.Fatalf("got %v, want ErrInvalidation", err)
	}
	if _, err := w.rollback(); err != nil {
		t.Fatal(err)
	}
	wantSite(t, w, numbered(1))
	if _, err := w.rollback(); err != nil {
		t.Fatal(err)
	}
	if got, want := w.objects(), numbered(0); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
}
