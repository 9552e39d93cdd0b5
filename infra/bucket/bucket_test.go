package bucket

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"mkbloket/internal/mototest"
)

func TestObjectsCarryTheirTypeAndCaching(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "types")
	w.upload(build(t, before()))
	const asked, fixed = "public, max-age=0, must-revalidate", "public, max-age=31536000, immutable"
	want := map[string][2]string{
		"index.html":        {"text/html; charset=utf-8", asked},
		"feed.xml":          {"application/xml; charset=utf-8", asked},
		"assets/site.1.css": {"text/css; charset=utf-8", fixed},
	}
	for name, want := range want {
		out, err := w.direct.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &w.name, Key: aws.String("site/" + name)})
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{aws.ToString(out.ContentType), aws.ToString(out.CacheControl)}; got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

func TestAnUnchangedSiteCostsThreeRequestsAndWritesNothing(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "unchanged")
	first := w.upload(build(t, before()))
	w.proxy.reset(-1, false)
	again := w.upload(build(t, before()))
	if got, want := w.proxy.seen(), w.proxy.count("GET"); len(got) != 3 || want != 3 {
		t.Errorf("got %v, want three times GET", got)
	}
	if len(again.Sent) > 0 || again.Release != first.Release {
		t.Errorf("got %+v, want release %s and nothing sent", again, first.Release)
	}
}

func TestOnlyWhatDiffersIsSent(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "differs")
	w.upload(build(t, before()))
	changed := before()
	changed["vragen/index.html"] += "!"
	if got, want := w.upload(build(t, changed)).Sent, []string{"vragen/index.html"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWhatLeftTheSiteIsDeletedAfterADay(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "grace")
	w.upload(build(t, before()))
	w.upload(build(t, after()))
	gone := []string{"regelingen/oud/index.html", "assets/site.1.css"}
	steps := []struct {
		name string
		wait time.Duration
		want []string
		left int // waiting afterwards
	}{
		{"at once", 0, nil, len(gone)},
		{"a second too early", Grace - time.Second, nil, len(gone)},
		{"after a day", time.Second, gone, 0},
		{"later", Grace, nil, 0},
	}
	for _, step := range steps {
		w.now = w.now.Add(step.wait)
		got := w.upload(build(t, after()))
		if !slices.Equal(got.Deleted, step.want) || got.Waiting != step.left {
			t.Errorf("%s: got %v deleted and %d waiting, want %v and %d", step.name, got.Deleted, got.Waiting, step.want, step.left)
		}
	}
	if got, want := w.objects(), after(); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
}

func TestAFileThatComesBackIsNotDeleted(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "back")
	w.upload(build(t, before()))
	w.upload(build(t, after()))
	w.now = w.now.Add(Grace / 2)
	w.upload(build(t, before()))
	w.now = w.now.Add(Grace - time.Second)
	if got := w.upload(build(t, before())); len(got.Deleted) > 0 {
		t.Errorf("got %v deleted, want nothing", got.Deleted)
	}
	if missing := broken(t, w.objects(), []string{"index.html"}); len(missing) > 0 {
		t.Errorf("got %v, want a whole site", missing)
	}
}

// What somebody else did to the bucket, and a lost state, are mended.
func TestTheNextUploadMendsTheBucket(t *testing.T) {
	moto := mototest.Start(t)
	put := func(w *world, key, text, kind string) {
		in := &s3.PutObjectInput{Bucket: &w.name, Key: &key, Body: strings.NewReader(text), ContentType: &kind}
		if _, err := w.direct.PutObject(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	remove := func(w *world, key string) {
		if _, err := w.direct.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &w.name, Key: &key}); err != nil {
			t.Fatal(err)
		}
	}
	vragen := before()["vragen/index.html"]
	cases := []struct {
		name  string
		fault func(w *world)
		want  []string // sent again
	}{
		{"file removed", func(w *world) { remove(w, "site/vragen/index.html") }, []string{"vragen/index.html"}},
		{"file overwritten", func(w *world) { put(w, "site/vragen/index.html", "anders", "text/html") }, []string{"vragen/index.html"}},
		{"file overwritten with as many bytes", func(w *world) {
			put(w, "site/vragen/index.html", strings.ToUpper(vragen), "text/html")
		}, []string{"vragen/index.html"}},
		{"state removed", func(w *world) { remove(w, statePath) }, nil},
		{"state and a file removed", func(w *world) {
			remove(w, statePath)
			remove(w, "site/feed.xml")
		}, []string{"feed.xml"}},
		{"manifest removed", func(w *world) {
			s, err := w.bucket().open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			remove(w, releaseKey(s.state.Releases[0]))
		}, nil},
		{"strange file added", func(w *world) { put(w, "site/vreemd.html", "?", "text/html") }, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, moto, "mend-"+strings.ReplaceAll(c.name, " ", "-"))
			w.upload(build(t, before()))
			c.fault(w)
			if got := w.upload(build(t, before())).Sent; !slices.Equal(got, c.want) {
				t.Errorf("got %v sent, want %v", got, c.want)
			}
			wantSite(t, w, before())
			w.proxy.reset(-1, false)
			w.upload(build(t, before()))
			if got, want := w.proxy.count(""), 3; got != want {
				t.Errorf("afterwards: got %d requests, want %d", got, want)
			}
		})
	}
}

func TestAStateThatCannotBeReadIsNamed(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "damaged")
	in := &s3.PutObjectInput{Bucket: &w.name, Key: aws.String(statePath), Body: strings.NewReader("{")}
	if _, err := w.direct.PutObject(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	s := build(t, before())
	_, err := w.bucket().Upload(t.Context(), s.files, s.manifest)
	if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), statePath) {
		t.Errorf("got %v, want ErrDamaged with %s", err, statePath)
	}
}

func TestAFileThatChangedAfterTheBuildIsNotSent(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "changed")
	s := build(t, map[string]string{"index.html": "built"})
	other := fstest.MapFS{"index.html": {Data: []byte("other")}}
	if _, err := w.bucket().Upload(t.Context(), other, s.manifest); !errors.Is(err, ErrChanged) {
		t.Errorf("got %v, want ErrChanged", err)
	}
	if _, err := w.bucket().Upload(t.Context(), fstest.MapFS{}, s.manifest); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want os.ErrNotExist", err)
	}
	if got := w.objects(); len(got) > 0 {
		t.Errorf("got %v, want an empty bucket", got)
	}
}

func TestABucketWithoutVersionsIsRefused(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "flat")
	flat := "flat2"
	in := &s3.CreateBucketInput{Bucket: &flat}
	if _, err := client(w.proxy.URL).CreateBucket(t.Context(), in, func(o *s3.Options) { o.Region = "us-east-1" }); err != nil {
		t.Fatal(err)
	}
	w.name = flat
	s := build(t, before())
	if _, err := w.bucket().Upload(t.Context(), s.files, s.manifest); !errors.Is(err, ErrUnversioned) {
		t.Errorf("got %v, want ErrUnversioned", err)
	}
}

func TestADryRunTellsAndWritesNothing(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "dry")
	w.upload(build(t, before()))
	w.proxy.reset(-1, false)
	s := build(t, after())
	r, err := w.bucket().Plan(t.Context(), s.manifest)
	if err != nil {
		t.Fatal(err)
	}
	if got := w.proxy.count("PUT") + w.proxy.count("DELETE") + w.proxy.count("POST"); got > 0 {
		t.Errorf("got %d writes, want none: %v", got, w.proxy.seen())
	}
	real := w.upload(s)
	if !slices.Equal(r.Sent, real.Sent) || !slices.Equal(r.Owed, real.Owed) || r.Waiting != real.Waiting {
		t.Errorf("got %+v, want what the upload then does: %+v", r, real)
	}
}

func TestAssetsCanBeSentAhead(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "ahead")
	w.upload(build(t, before()))
	s := build(t, after())
	want := []string{"assets/site.2.css"}
	for _, want := range [][]string{want, nil} {
		r, err := w.bucket().Assets(t.Context(), s.files, s.manifest)
		if err != nil || !slices.Equal(r.Sent, want) {
			t.Errorf("got %v, %v, want %v", r.Sent, err, want)
		}
	}
	w.now = w.now.Add(Grace)
	r := w.upload(s)
	if slices.Contains(r.Sent, want[0]) || len(r.Deleted) > 0 {
		t.Errorf("got %+v, want the asset kept as it is and nothing deleted", r)
	}
	wantSite(t, w, after())
}

func TestTheReleaseOfABucketIsKnown(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "known")
	if got, err := w.bucket().Release(t.Context()); got != "" || err != nil {
		t.Errorf("empty bucket: got %q, %v, want none", got, err)
	}
	want := w.upload(build(t, before())).Release
	if got, err := w.bucket().Release(t.Context()); got != want || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}
