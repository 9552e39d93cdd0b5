// Package bucket keeps a built site in an S3 bucket, so that it works for
// visitors at every moment of an upload and after an interruption of one.
//
//	site/…                  the files; the only part that is served
//	state/current.json      lock, release history, tombstones, owed invalidations
//	state/releases/ID.json  manifest of a release, with the version of each object
//
// Only what differs is sent, many files at a time, in phases with a barrier
// after each:
//
//	assets ─ new data ─ new pages, deepest first ─ changed data ─ changed pages ─ deletes
//
// So an asset is there before a page that needs it, a page before a page that
// links to it, and no feed names an address that does not answer. A file that
// left the site stays for Grace, and pages go before the assets they need.
//
// What is in the bucket is found by listing it, not believed from the state: an
// interrupted upload, a change by somebody else and a lost state are mended by
// the next run. Two uploads exclude each other with a lease in the state object,
// which is only ever written on the condition that nobody else wrote it.
//
// The bucket must be versioned: Rollback copies earlier versions back.
package bucket

import (
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Grace is how long a file stays after it left the site: pages that somebody
// still has open, and copies of them in caches, need it (requirement 76).
const Grace = 24 * time.Hour

// Kept is how many releases before the present one can be gone back to.
const Kept = 3

// lease is how long a lock holds without being renewed. An upload renews it
// every few hundred files.
const lease = 5 * time.Minute

const (
	sitePrefix = "site/"
	statePath  = "state/current.json"
	releaseDir = "state/releases/"
)

// Errors that callers decide on; test them with errors.Is.
var (
	// ErrBusy says that another upload has the lock.
	ErrBusy = errors.New("another upload is running")
	// ErrLost says that another upload took over during this one.
	ErrLost = errors.New("another upload took over")
	// ErrNoRelease says that there is no earlier release to go back to.
	ErrNoRelease = errors.New("no earlier release")
	// ErrVersions says that the bucket no longer has the files of a release.
	ErrVersions = errors.New("the bucket no longer has all files of that release")
	// ErrChanged says that a file of the site is not what the manifest says.
	ErrChanged = errors.New("changed since it was built")
	// ErrUnversioned says that the bucket does not keep versions.
	ErrUnversioned = errors.New("the bucket keeps no versions, so nothing could be rolled back")
	// ErrDamaged says that what lies under state/ cannot be read.
	ErrDamaged = errors.New("damaged; remove it and upload again")
	// ErrInvalidation says that all is uploaded, but the CDN was not told. The
	// next run tells it.
	ErrInvalidation = errors.New("uploaded, but the CDN was not told")
)

// Config says which bucket, and what there is besides.
type Config struct {
	S3         *s3.Client
	Name       string
	Now        func() time.Time
	Invalidate Invalidate // nil: addresses are remembered until a run has one
	Workers    int        // transfers at a time; 0 means 12
}

// Bucket is a bucket with a site. It is safe for concurrent use; uploads
// exclude each other.
type Bucket struct{ Config }

// New makes a Bucket. It sends nothing.
func New(c Config) *Bucket {
	if c.Workers == 0 {
		c.Workers = 12
	}
	return &Bucket{c}
}

// Report is what a run did or, after Plan, would do. With an error it is what
// was reached.
type Report struct {
	Release string   // that the bucket holds now; empty if the run did not get that far
	Files   int      // of the release
	Sent    []string // paths, in the order of the phases
	Deleted []string // paths
	Waiting int      // files that left the site and are not deleted yet
	Owed    []string // addresses that the CDN must forget
	Told    bool     // the CDN took them
}
