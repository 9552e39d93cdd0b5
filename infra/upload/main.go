// Command upload puts a built site in its bucket on AWS, and can take it back.
//
//	go run ./infra/upload -bucket B -distribution D -site public
//	go run ./infra/upload -bucket B -distribution D -rollback
//	go run ./infra/upload -bucket B -site public -assets
//	go run ./infra/upload -bucket B -which
//
// It reads only a folder that generator build wrote, and checks every file with
// its manifest first. What it does in which order is in package bucket. The
// account comes from the environment (package account); tests set
// AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL_CLOUDFRONT as well.
//
// It exits with 0 when all is well, 1 when the work failed, 2 when it was
// called wrongly.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"mkbloket/generator/publish"
	"mkbloket/infra/bucket"
	"mkbloket/internal/account"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], world{os.Getenv, os.Stdout, os.Stderr, time.Now})
	stop()
	os.Exit(code)
}

// world is what the command has of its surroundings.
type world struct {
	getenv   func(string) string
	out, err io.Writer
	now      func() time.Time
}

// settings are the flags.
type settings struct {
	bucket, distribution, site string
	dry, back, assets, which   bool
}

// errUsage says that the command was called wrongly, which was explained.
var errUsage = errors.New("wrong usage")

func parse(args []string, w world) (settings, error) {
	var o settings
	f := flag.NewFlagSet("upload", flag.ContinueOnError)
	f.SetOutput(w.err)
	f.StringVar(&o.bucket, "bucket", "", "bucket of the site (output BucketName of the stack)")
	f.StringVar(&o.distribution, "distribution", "", "distribution before it (output DistributionId)")
	f.StringVar(&o.site, "site", "public", "folder that generator build wrote")
	f.BoolVar(&o.dry, "dry-run", false, "tell what would be done, and do nothing")
	f.BoolVar(&o.back, "rollback", false, "put the release before the present one back")
	f.BoolVar(&o.assets, "assets", false, "send the assets alone, before the functions that name them are deployed")
	f.BoolVar(&o.which, "which", false, "only print which release the bucket holds")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, err
		}
		return o, errUsage
	}
	switch {
	case f.NArg() > 0:
		fmt.Fprintf(w.err, "upload: %q hoort hier niet\n", f.Arg(0))
	case o.bucket == "":
		fmt.Fprintln(w.err, "upload: zeg met -bucket in welke bucket de site hoort")
	case !oneOf(o.dry, o.back, o.assets, o.which):
		fmt.Fprintln(w.err, "upload: van -dry-run, -rollback, -assets en -which kan er één")
	default:
		return o, nil
	}
	return o, errUsage
}

// oneOf reports whether at most one of the flags is set.
func oneOf(flags ...bool) bool {
	n := 0
	for _, set := range flags {
		if set {
			n++
		}
	}
	return n <= 1
}

// run carries out the command and gives the exit code.
func run(ctx context.Context, args []string, w world) int {
	o, err := parse(args, w)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	started := w.now()
	report, err := carryOut(ctx, o, w)
	if err != nil {
		fmt.Fprintf(w.err, "upload: %s\n", explain(err))
		return 1
	}
	show(w.out, o, report, w.now().Sub(started))
	return 0
}

func carryOut(ctx context.Context, o settings, w world) (bucket.Report, error) {
	b, err := open(o, w)
	if err != nil {
		return bucket.Report{}, err
	}
	switch {
	case o.which:
		name, err := b.Release(ctx)
		return bucket.Report{Release: name}, err
	case o.back:
		return b.Rollback(ctx)
	}
	m, err := publish.Current(o.site)
	if err != nil {
		return bucket.Report{}, err
	}
	if err := publish.Verify(o.site, m); err != nil {
		return bucket.Report{}, err
	}
	switch {
	case o.dry:
		return b.Plan(ctx, m)
	case o.assets:
		return b.Assets(ctx, os.DirFS(o.site), m)
	}
	return b.Upload(ctx, os.DirFS(o.site), m)
}

// open makes the clients. A request that hangs is given up after two minutes
// and tried again, up to five times in all.
func open(o settings, w world) (*bucket.Bucket, error) {
	config, err := account.Config(w.getenv, "AWS_ENDPOINT_URL_S3")
	if err != nil {
		return nil, err
	}
	config.HTTPClient = awshttp.NewBuildableClient().WithTimeout(2 * time.Minute)
	config.RetryMaxAttempts = 5
	objects := s3.NewFromConfig(config, func(s *s3.Options) { s.UsePathStyle = config.BaseEndpoint != nil })
	c := bucket.Config{S3: objects, Name: o.bucket, Now: w.now}
	if o.distribution == "" {
		return bucket.New(c), nil
	}
	edge, err := account.Config(w.getenv, "AWS_ENDPOINT_URL_CLOUDFRONT")
	if err != nil {
		return nil, err
	}
	edge.HTTPClient, edge.RetryMaxAttempts = config.HTTPClient, config.RetryMaxAttempts
	c.Invalidate = bucket.CloudFront(cloudfront.NewFromConfig(edge), o.distribution)
	return bucket.New(c), nil
}
