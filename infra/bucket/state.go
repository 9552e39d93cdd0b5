package bucket

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
)

// state is what state/current.json holds.
type state struct {
	Write    string               `json:"write"`    // another one for each write
	Lock     *lock                `json:"lock"`     // null: nobody
	Releases []string             `json:"releases"` // newest first; the first is on the site
	Gone     map[string]time.Time `json:"gone"`     // since when a path is not in the site
	Owed     owed                 `json:"owed"`
	Back     string               `json:"back"` // release that a rollback goes to and has not ended; empty: none
}

type lock struct {
	Holder string    `json:"holder"`
	Until  time.Time `json:"until"`
}

// owed are the addresses that the CDN must forget, written before the first of
// them changes.
type owed struct {
	Reference string   `json:"reference"` // equal for a repeat of the same request
	Addresses []string `json:"addresses"`
}

// session is one run: the state as this run last read or wrote it.
type session struct {
	*Bucket
	holder string
	state  state
	etag   string  // of the state object; empty: there is none
	known  release // what the site should hold, by the state
	writes int
}

// open reads what is known of the bucket. It sends nothing that changes it.
func (b *Bucket) open(ctx context.Context) (*session, error) {
	s := &session{Bucket: b, holder: rand.Text()}
	var err error
	if s.state, s.etag, err = b.readState(ctx); err != nil {
		return nil, err
	}
	if l := s.state.Lock; l != nil && b.Now().Before(l.Until) {
		return nil, fmt.Errorf("%w until %s", ErrBusy, l.Until.UTC().Format(time.RFC3339))
	}
	if len(s.state.Releases) > 0 {
		s.known, err = b.readRelease(ctx, s.state.Releases[0])
		if status(err) == http.StatusNotFound {
			return s, nil // every file is looked at then
		}
	}
	return s, err
}

// readState gives an empty state, without an ETag, when there is none.
func (b *Bucket) readState(ctx context.Context) (s state, etag string, err error) {
	data, etag, err := b.get(ctx, statePath)
	switch {
	case status(err) == http.StatusNotFound && !missingBucket(err):
		return s, "", nil
	case err != nil:
		return s, "", fmt.Errorf("read state: %w", err)
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return s, "", fmt.Errorf("%s: %w: %w", statePath, ErrDamaged, err)
	}
	return s, etag, nil
}

// missingBucket tells the two sorts of 404 apart.
func missingBucket(err error) bool {
	var answer smithy.APIError
	return errors.As(err, &answer) && answer.ErrorCode() == "NoSuchBucket"
}

// Release gives the name of the release that the bucket holds, or held before a
// run that was interrupted; empty when there is none.
func (b *Bucket) Release(ctx context.Context) (string, error) {
	s, _, err := b.readState(ctx)
	if err != nil || len(s.Releases) == 0 {
		return "", err
	}
	return s.Releases[0], nil
}

// take writes the lock together with what this run is going to owe the CDN.
func (s *session) take(ctx context.Context, changing []string) error {
	before := len(s.state.Owed.Addresses)
	s.state.Owed.Addresses = union(s.state.Owed.Addresses, changing)
	if len(s.state.Owed.Addresses) != before || len(changing) > 0 {
		s.state.Owed.Reference = s.holder
	}
	if err := s.hold(ctx); err != nil {
		if errors.Is(err, ErrLost) {
			return ErrBusy
		}
		return err
	}
	return nil
}

func (s *session) hold(ctx context.Context) error {
	s.state.Lock = &lock{Holder: s.holder, Until: s.Now().Add(lease).UTC()}
	return s.write(ctx)
}

// renew prolongs the lock when a third of its time is over.
func (s *session) renew(ctx context.Context) error {
	if s.state.Lock.Until.Sub(s.Now()) > 2*lease/3 {
		return nil
	}
	return s.hold(ctx)
}

// drop gives the lock back, also when ctx has ended. It changes nothing else.
func (s *session) drop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	s.state.Lock = nil
	return s.write(ctx)
}

// write replaces the state on the condition that it is as this run left it
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
// An answer that got lost makes the repeat of the SDK fail on that condition;
// then the state itself tells whose write it was. Otherwise it is ErrLost.
func (s *session) write(ctx context.Context) error {
	s.writes++
	s.state.Write = fmt.Sprintf("%s-%d", s.holder, s.writes)
	data, err := json.Marshal(s.state)
	if err != nil {
		return err
	}
	in := s.private(statePath, data)
	if s.etag == "" {
		in.IfNoneMatch = aws.String("*")
	} else {
		in.IfMatch = aws.String(s.etag)
	}
	out, err := s.S3.PutObject(ctx, in)
	switch {
	case err == nil:
		s.etag = aws.ToString(out.ETag)
		return nil
	case refused(err):
		return s.settle(ctx)
	}
	return fmt.Errorf("write state: %w", err)
}

// refused reports whether a condition did not hold, or was being decided for
// another request at that moment, or the object to compare with is gone.
func refused(err error) bool {
	code := status(err)
	return code == http.StatusPreconditionFailed || code == http.StatusConflict || code == http.StatusNotFound
}

// settle finds out whose write won.
func (s *session) settle(ctx context.Context) error {
	data, etag, err := s.get(ctx, statePath)
	if err != nil && status(err) != http.StatusNotFound {
		return fmt.Errorf("read state: %w", err)
	}
	var now state
	if err != nil || json.Unmarshal(data, &now) != nil || now.Write != s.state.Write {
		return ErrLost
	}
	s.etag = etag
	return nil
}

// private is a request for an object that is never served.
func (b *Bucket) private(key string, data []byte) *s3.PutObjectInput {
	return &s3.PutObjectInput{
		Bucket: &b.Name, Key: &key, Body: bytes.NewReader(data),
		ContentType: aws.String("application/json"), CacheControl: aws.String("no-store"),
	}
}

func (b *Bucket) get(ctx context.Context, key string) (data []byte, etag string, err error) {
	out, err := b.S3.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.Name, Key: &key})
	if err != nil {
		return nil, "", err
	}
	data, err = io.ReadAll(out.Body)
	return data, aws.ToString(out.ETag), cmp.Or(err, out.Body.Close())
}

// status gives the HTTP status of an answer that was an error, or 0.
func status(err error) int {
	var answer *awshttp.ResponseError
	if errors.As(err, &answer) {
		return answer.HTTPStatusCode()
	}
	return 0
}
