package bucket

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// listed is what a listing tells of an object.
type listed struct {
	etag string
	size int64
}

// list gives what lies under site/, by path.
func (b *Bucket) list(ctx context.Context) (map[string]listed, error) {
	all := map[string]listed{}
	pages := s3.NewListObjectsV2Paginator(b.S3, &s3.ListObjectsV2Input{Bucket: &b.Name, Prefix: aws.String(sitePrefix)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list the bucket: %w", err)
		}
		for _, o := range page.Contents {
			all[strings.TrimPrefix(aws.ToString(o.Key), sitePrefix)] = listed{aws.ToString(o.ETag), aws.ToInt64(o.Size)}
		}
	}
	return all, nil
}

// missing splits want in what the bucket holds as it should be, with its place
// filled in, and what must be sent.
//
// An object with the ETag that the last upload got is what that upload sent. Of
// one with another ETag but the right size the bucket itself is asked: that is
// the remainder of an interrupted upload, or the state was lost.
func (s *session) missing(ctx context.Context, want []object, have map[string]listed) (there, send []object, err error) {
	known := s.known.byPath()
	var ask []object
	for _, w := range want {
		k, isKnown := known[w.Path]
		h, isThere := have[w.Path]
		switch {
		case isThere && isKnown && h.etag == k.ETag && k.same(w):
			there = append(there, k)
		case isThere && h.size == w.Size && (!isKnown || h.etag != k.ETag):
			ask = append(ask, w)
		default:
			send = append(send, w)
		}
	}
	var mu sync.Mutex
	err = s.each(ctx, ask, func(ctx context.Context, w object) error {
		found, err := s.head(ctx, w.Path, "")
		if err != nil && status(err) != http.StatusNotFound {
			return fmt.Errorf("look at %s: %w", w.Path, err)
		}
		mu.Lock()
		defer mu.Unlock()
		if found.same(w) {
			there = append(there, found)
			return nil
		}
		send = append(send, w)
		return nil
	})
	return there, send, err
}

// head asks for an object, in one version or, with an empty one, as it is now.
// An object that was sent without a SHA-256 has none in the answer.
func (b *Bucket) head(ctx context.Context, path, version string) (object, error) {
	in := &s3.HeadObjectInput{Bucket: &b.Name, Key: aws.String(sitePrefix + path), ChecksumMode: types.ChecksumModeEnabled}
	if version != "" {
		in.VersionId = &version
	}
	out, err := b.S3.HeadObject(ctx, in)
	if err != nil {
		return object{}, err
	}
	return object{
		Path: path, SHA256: toHex(aws.ToString(out.ChecksumSHA256)), Size: aws.ToInt64(out.ContentLength),
		Type: aws.ToString(out.ContentType), Cache: aws.ToString(out.CacheControl),
		ETag: aws.ToString(out.ETag), Version: aws.ToString(out.VersionId),
	}, nil
}

// toHex and toBase64 change between the checksums of S3 and those of a manifest.
// What is not a checksum becomes an empty text, which equals none.
func toHex(text string) string {
	sum, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return ""
	}
	return hex.EncodeToString(sum)
}

func toBase64(text string) string {
	sum, err := hex.DecodeString(text)
	if err != nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(sum)
}
