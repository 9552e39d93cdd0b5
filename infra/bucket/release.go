package bucket

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"mkbloket/generator/publish"
	"mkbloket/internal/headers"
)

// object is a file of a release, and where it is in the bucket.
type object struct {
	Path    string `json:"path"`
	SHA256  string `json:"sha256"` // in hexadecimal
	Size    int64  `json:"size"`   // in bytes
	Type    string `json:"type"`   // Content-Type
	Cache   string `json:"cache"`  // Cache-Control
	ETag    string `json:"etag,omitempty"`
	Version string `json:"version,omitempty"`
}

// same reports whether visitors get the same of both.
func (o object) same(p object) bool {
	return o.Path == p.Path && o.SHA256 == p.SHA256 && o.Size == p.Size && o.Type == p.Type && o.Cache == p.Cache
}

// release is a manifest as it lies in the bucket.
type release struct {
	ID    string   `json:"id"`
	Files []object `json:"files"` // by path
}

// wanted lists the files of a built site.
func wanted(m *publish.Manifest) []object {
	files := make([]object, 0, len(m.Files))
	for _, f := range m.Files {
		cache := headers.KindOf("/" + f.Path).CacheControl()
		files = append(files, object{Path: f.Path, SHA256: f.SHA256, Size: f.Size, Type: headers.ContentType(f.Path), Cache: cache})
	}
	slices.SortFunc(files, func(a, b object) int { return cmp.Compare(a.Path, b.Path) })
	return files
}

// equal reports whether a release has exactly these files.
func (r release) equal(files []object) bool {
	return r.ID != "" && slices.EqualFunc(r.Files, files, object.same)
}

// byPath gives the files of a release by path.
func (r release) byPath() map[string]object {
	all := make(map[string]object, len(r.Files))
	for _, f := range r.Files {
		all[f.Path] = f
	}
	return all
}

// newID names a release after its moment and its content.
func newID(at time.Time, files []object) string {
	sum := sha256.New()
	for _, f := range files {
		fmt.Fprintf(sum, "%s\n%s\n%s\n%s\n", f.Path, f.SHA256, f.Type, f.Cache)
	}
	return at.UTC().Format("20060102T150405Z") + "-" + hex.EncodeToString(sum.Sum(nil))[:12]
}

func releaseKey(id string) string { return releaseDir + id + ".json" }

func (b *Bucket) readRelease(ctx context.Context, id string) (release, error) {
	data, _, err := b.get(ctx, releaseKey(id))
	if err != nil {
		return release{}, fmt.Errorf("read release %s: %w", id, err)
	}
	var r release
	if err := json.Unmarshal(data, &r); err != nil {
		return release{}, fmt.Errorf("%s: %w: %w", releaseKey(id), ErrDamaged, err)
	}
	return r, nil
}

func (b *Bucket) writeRelease(ctx context.Context, r release) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := b.S3.PutObject(ctx, b.private(releaseKey(r.ID), data)); err != nil {
		return fmt.Errorf("write release %s: %w", r.ID, err)
	}
	return nil
}

// forget removes the manifests of releases that the state no longer names.
func (b *Bucket) forget(ctx context.Context, ids []string) error {
	for _, id := range ids {
		key := releaseKey(id)
		if _, err := b.S3.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.Name, Key: &key}); err != nil {
			return fmt.Errorf("forget release %s: %w", id, err)
		}
	}
	return nil
}
