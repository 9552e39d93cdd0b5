package dynamo

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"mkbloket/internal/store"
)

const (
	// markSize is enough to tell the writers of one version of one record
	// apart.
	markSize = 8

	// keptMarks is for how many versions an item remembers who made them: how
	// many writes of others can come between a write and the moment at which
	// its lost answer is found out. They take up to 11 bytes each.
	keptMarks = 64
)

// write is one conditional write with all its attempts. Use it for one call.
type write struct {
	number  uint64 // the version that it makes or removes
	version string // the same, as the name of a mark
	mark    []byte // that stays in the item if it succeeds
	doubt   bool   // an earlier attempt may have happened
}

// errUnknown reports a write that may have happened.
var errUnknown = fmt.Errorf("%w: an answer was lost and the record has changed since", store.ErrUnavailable)

// newWrite returns a write of this version with a fresh mark.
func newWrite(version uint64) *write {
	w := &write{number: version, version: strconv.FormatUint(version, 10), mark: make([]byte, markSize)}
	_, _ = rand.Read(w.mark) // never fails: see crypto/rand
	return w
}

// marks are the marks of a record that w creates.
func (w *write) marks() types.AttributeValue {
	return &types.AttributeValueMemberM{Value: item{w.version: binary(w.mark)}}
}

// markOf returns the mark of the write that made a version, or nil.
func markOf(it item, version string) []byte {
	marks, _ := it[attrMarks].(*types.AttributeValueMemberM)
	if marks == nil {
		return nil
	}
	mark, _ := marks.Value[version].(*types.AttributeValueMemberB)
	if mark == nil {
		return nil
	}
	return mark.Value
}

// watch makes a call of the client note in w whether an attempt failed in a
// way that leaves open whether it happened.
func (w *write) watch(o *dynamodb.Options) {
	o.Retryer = &witness{Retryer: o.Retryer, write: w}
}

// witness is a Retryer that sees why each attempt is tried again.
type witness struct {
	aws.Retryer
	write *write
}

// GetRetryToken implements aws.Retryer. The client asks for a token between
// two attempts.
func (w *witness) GetRetryToken(ctx context.Context, failed error) (func(error) error, error) {
	if !throttled(failed) {
		w.write.doubt = true
	}
	return w.Retryer.GetRetryToken(ctx, failed)
}

// throttled reports whether the service refused before it did anything.
func throttled(err error) bool {
	return retry.IsErrorThrottles(retry.DefaultThrottles).IsErrorThrottle(err).Bool()
}

// outcome turns what the client said of w into what happened. When the
// condition failed on the work of somebody else it returns what refusal says
// of the item found, which is nil when there is none.
func (w *write) outcome(ctx context.Context, err error, refusal func(item) error) error {
	found, failed := refused(err)
	switch {
	case err == nil:
		return nil
	case !failed:
		return failure(ctx, err)
	case bytes.Equal(markOf(found, w.version), w.mark):
		return nil // an earlier attempt did it and its answer was lost
	case w.doubt && w.forgotten(found):
		return errUnknown
	}
	return refusal(found)
}

// forgotten reports whether the item has gone on so far that it no longer says
// who made the version of w. An item that is gone or at an earlier version is
// another record by now, or w never happened: then the refusal holds.
func (w *write) forgotten(found item) bool {
	at, ok := versionOf(found)
	return ok && at >= w.number && markOf(found, w.version) == nil
}

// refused reports whether err is a failed condition, and on which item.
func refused(err error) (item, bool) {
	var failed *types.ConditionalCheckFailedException
	if !errors.As(err, &failed) {
		return nil, false
	}
	return failed.Item, true
}
