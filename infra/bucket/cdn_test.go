package bucket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"

	"mkbloket/internal/mototest"
)

var errDown = errors.New("the CDN is down")

func failing(context.Context, string, []string) error { return errDown }

// told records what an Invalidate was asked.
type told struct {
	references []string
	addresses  [][]string
}

func (c *told) invalidate(_ context.Context, reference string, addresses []string) error {
	c.references, c.addresses = append(c.references, reference), append(c.addresses, addresses)
	return nil
}

func TestTheCDNForgetsWhatChangedAndNothingElse(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "forgets")
	cdn := &told{}
	upload := func(text map[string]string) Report {
		s := build(t, text)
		b := w.bucket()
		b.Invalidate = cdn.invalidate
		r, err := b.Upload(t.Context(), s.files, s.manifest)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	upload(before())
	upload(after())
	upload(after())
	w.now = w.now.Add(Grace)
	upload(after())
	want := [][]string{
		{"/", "/404.html", "/feed.xml", "/index.html", "/regelingen/", "/regelingen/blijft/", "/regelingen/blijft/index.html", "/regelingen/index.html"},
		{"/assets/site.1.css", "/regelingen/oud/", "/regelingen/oud/index.html"},
	}
	if got := cdn.addresses; !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestACDNThatIsDownIsToldLater(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "later")
	w.upload(build(t, before()))
	s := build(t, after())
	b := w.bucket()
	b.Invalidate = failing
	r, err := b.Upload(t.Context(), s.files, s.manifest)
	if !errors.Is(err, ErrInvalidation) || !errors.Is(err, errDown) || r.Told || len(r.Sent) == 0 {
		t.Fatalf("got %+v, %v, want an upload with ErrInvalidation", r, err)
	}
	cdn := &told{}
	b.Invalidate = cdn.invalidate
	for range 2 {
		if _, err := b.Upload(t.Context(), s.files, s.manifest); err != nil {
			t.Fatal(err)
		}
	}
	if len(cdn.addresses) != 1 || !slices.Equal(cdn.addresses[0], r.Owed) {
		t.Errorf("got %v, want %v once", cdn.addresses, r.Owed)
	}
}

// A repeat of the same request has the same reference, and a later request for
// the same addresses another: CloudFront ignores a request whose reference it
// knows.
func TestAReferenceIsRepeatedOnlyForTheSameRequest(t *testing.T) {
	w := newWorld(t, mototest.Start(t), "reference")
	cdn := &told{}
	var down bool
	b := w.bucket()
	b.Invalidate = func(ctx context.Context, reference string, addresses []string) error {
		if err := cdn.invalidate(ctx, reference, addresses); err != nil || !down {
			return err
		}
		return errDown
	}
	for _, step := range []struct {
		text map[string]string
		down bool
	}{{numbered(0), false}, {numbered(1), true}, {numbered(1), false}, {numbered(2), false}} {
		down = step.down
		s := build(t, step.text)
		if _, err := b.Upload(t.Context(), s.files, s.manifest); err != nil != down {
			t.Fatal(err)
		}
	}
	got := cdn.references
	if len(got) != 3 || got[0] != got[1] || got[1] == got[2] {
		t.Errorf("got %v, want one twice and then another", got)
	}
}

func TestManyAddressesBecomeOneWildcard(t *testing.T) {
	var many []string
	for n := range maxAddresses {
		many = append(many, fmt.Sprintf("/p%d/", n))
	}
	cases := []struct {
		name string
		a, b []string
		want int
	}{
		{"as many as allowed", many, many[:3], maxAddresses},
		{"one more", many, []string{"/"}, 1},
		{"wildcard owed before", []string{wildcard}, []string{"/"}, 1},
		{"none", nil, nil, 0},
	}
	for _, c := range cases {
		if got := union(c.a, c.b); len(got) != c.want {
			t.Errorf("%s: got %v, want %d", c.name, got, c.want)
		}
	}
	if got := union(many, []string{"/"}); !slices.Equal(got, []string{wildcard}) {
		t.Errorf("got %v, want %s", got, wildcard)
	}
}

func TestCloudFrontTakesTheInvalidation(t *testing.T) {
	moto := mototest.Start(t)
	c := cloudfront.NewFromConfig(aws.Config{
		Region: mototest.Region, Credentials: aws.CredentialsProviderFunc(credentials), BaseEndpoint: &moto, RetryMaxAttempts: 1,
	})
	made, err := c.CreateDistribution(t.Context(), &cloudfront.CreateDistributionInput{DistributionConfig: &types.DistributionConfig{
		CallerReference: aws.String("test"), Comment: aws.String(""), Enabled: aws.Bool(true),
		DefaultCacheBehavior: &types.DefaultCacheBehavior{TargetOriginId: aws.String("o"), ViewerProtocolPolicy: types.ViewerProtocolPolicyHttpsOnly},
		Origins: &types.Origins{Quantity: aws.Int32(1), Items: []types.Origin{{
			Id: aws.String("o"), DomainName: aws.String("b.s3.amazonaws.com"), S3OriginConfig: &types.S3OriginConfig{OriginAccessIdentity: aws.String("")},
		}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	id := aws.ToString(made.Distribution.Id)
	want := []string{"/", "/index.html"}
	if err := CloudFront(c, id)(t.Context(), "reference", want); err != nil {
		t.Fatal(err)
	}
	list, err := c.ListInvalidations(t.Context(), &cloudfront.ListInvalidationsInput{DistributionId: &id})
	if err != nil || len(list.InvalidationList.Items) != 1 {
		t.Fatalf("got %+v, %v, want one", list, err)
	}
	one, err := c.GetInvalidation(t.Context(), &cloudfront.GetInvalidationInput{DistributionId: &id, Id: list.InvalidationList.Items[0].Id})
	if err != nil {
		t.Fatal(err)
	}
	if got := one.Invalidation.InvalidationBatch.Paths.Items; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if err := CloudFront(c, "unknown")(t.Context(), "reference", want); err == nil || !strings.Contains(err.Error(), "NoSuchDistribution") {
		t.Errorf("got %v, want NoSuchDistribution", err)
	}
}
