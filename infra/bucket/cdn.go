package bucket

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
)

// Invalidate makes the CDN forget what it has under these addresses. The same
// reference again is the same request, so that a repeat costs nothing.
type Invalidate func(ctx context.Context, reference string, addresses []string) error

// wildcard stands for every address of the site.
const wildcard = "/*"

// maxAddresses is above how many addresses the wildcard is used. It counts as
// one path; a thousand paths a month are free, and this many every night stay
// below that (https://aws.amazon.com/cloudfront/pricing/). Forgetting the assets
// as well costs one fetch of each.
const maxAddresses = 30

// CloudFront gives the Invalidate of a distribution.
func CloudFront(client *cloudfront.Client, distribution string) Invalidate {
	return func(ctx context.Context, reference string, addresses []string) error {
		_, err := client.CreateInvalidation(ctx, &cloudfront.CreateInvalidationInput{
			DistributionId: &distribution,
			InvalidationBatch: &types.InvalidationBatch{
				CallerReference: &reference,
				Paths:           &types.Paths{Quantity: aws.Int32(int32(len(addresses))), Items: addresses},
			},
		})
		return err
	}
}

// addresses gives the addresses of files. A page is under two: the one that
// visitors ask for, and the one that the function at the edge makes of it.
// CloudFront advises to name both
// (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html).
func addresses(names []string) []string {
	var all []string
	for _, name := range names {
		address := "/" + name
		all = append(all, address)
		if folder, ok := strings.CutSuffix(address, "index.html"); ok && strings.HasSuffix(folder, "/") {
			all = append(all, folder)
		}
	}
	return all
}

// union joins two lists of addresses, sorted. Above maxAddresses it is the
// wildcard alone.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) > maxAddresses || slices.Contains(all, wildcard) {
		return []string{wildcard}
	}
	return all
}
