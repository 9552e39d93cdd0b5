package bucket

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// send puts one object in its place and gives it with its ETag and version.
type send func(ctx context.Context, o object) (object, error)

// from sends the files of a built site. What is read is compared with the
// manifest, and S3 compares what arrives
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html).
func (b *Bucket) from(site fs.FS) send {
	return func(ctx context.Context, o object) (object, error) {
		data, err := fs.ReadFile(site, o.Path)
		if err != nil {
			return o, err
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != o.SHA256 {
			return o, fmt.Errorf("upload %s: %w", o.Path, ErrChanged)
		}
		out, err := b.S3.PutObject(ctx, &s3.PutObjectInput{
			Bucket: &b.Name, Key: aws.String(sitePrefix + o.Path), Body: bytes.NewReader(data),
			ContentType: &o.Type, CacheControl: &o.Cache,
			ChecksumAlgorithm: types.ChecksumAlgorithmSha256, ChecksumSHA256: aws.String(toBase64(o.SHA256)),
		})
		if err != nil {
			return o, fmt.Errorf("upload %s: %w", o.Path, err)
		}
		if out.VersionId == nil {
			return o, fmt.Errorf("upload %s: %w", o.Path, ErrUnversioned)
		}
		o.ETag, o.Version = aws.ToString(out.ETag), *out.VersionId
		return o, nil
	}
}

// restore copies the version that o names back over what is there now, with its
// type, caching and checksum.
func (b *Bucket) restore(ctx context.Context, o object) (object, error) {
	source := url.PathEscape(b.Name) + "/" + sitePrefix + o.Path + "?versionId=" + url.QueryEscape(o.Version)
	out, err := b.S3.CopyObject(ctx, &s3.CopyObjectInput{
		Bucket: &b.Name, Key: aws.String(sitePrefix + o.Path), CopySource: &source,
		ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
	})
	if err != nil {
		return o, fmt.Errorf("restore %s: %w", o.Path, err)
	}
	o.ETag, o.Version = aws.ToString(out.CopyObjectResult.ETag), aws.ToString(out.VersionId)
	return o, nil
}

// restorable is ErrVersions when a version that must be copied is not there.
func (s *session) restorable(ctx context.Context, files []object) error {
	var mu sync.Mutex
	var lost []string
	err := s.each(ctx, files, func(ctx context.Context, o object) error {
		found, err := s.head(ctx, o.Path, o.Version)
		// A version that was removed is 404, and 400 when the name is not one of this bucket.
		if code := status(err); o.Version == "" || code == http.StatusNotFound || code == http.StatusBadRequest || err == nil && !found.same(o) {
			mu.Lock()
			defer mu.Unlock()
			lost = append(lost, o.Path)
			return nil
		}
		return err
	})
	if err == nil && len(lost) > 0 {
		err = fmt.Errorf("%w: %d of %d to restore are gone, such as %s", ErrVersions, len(lost), len(files), lost[0])
	}
	return err
}

func (b *Bucket) remove(ctx context.Context, name string) error {
	_, err := b.S3.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.Name, Key: aws.String(sitePrefix + name)})
	if err != nil {
		return fmt.Errorf("delete %s: %w", name, err)
	}
	return nil
}

// batch is how many files may pass between two looks at the lock.
const batch = 200

// each calls do for all items, several at a time, and stops at the first error.
// While the run has the lock it is renewed in between.
func each[T any](ctx context.Context, s *session, items []T, do func(context.Context, T) error) error {
	for len(items) > 0 {
		if s.state.Lock != nil && s.state.Lock.Holder == s.holder {
			if err := s.renew(ctx); err != nil {
				return err
			}
		}
		n := min(batch, len(items))
		if err := atOnce(ctx, s.Workers, items[:n], do); err != nil {
			return err
		}
		items = items[n:]
	}
	return nil
}

func (s *session) each(ctx context.Context, items []object, do func(context.Context, object) error) error {
	return each(ctx, s, items, do)
}

// atOnce calls do for all items with a number of workers. After an error no
// further item is begun; the first error is returned.
func atOnce[T any](ctx context.Context, workers int, items []T, do func(context.Context, T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	queue := make(chan T)
	var all sync.WaitGroup
	for range min(workers, len(items)) {
		all.Go(func() {
			for item := range queue {
				if err := do(ctx, item); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, item := range items {
		if ctx.Err() != nil {
			break
		}
		select {
		case queue <- item:
		case <-ctx.Done():
		}
	}
	close(queue)
	all.Wait()
	return context.Cause(ctx)
}
