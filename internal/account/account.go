// Package account reads from the environment in which AWS account and region a
// program works.
//
// Lambda sets the same variables for a function as the command line does after
// aws configure export-credentials --format env, so both are read alike, in
// microseconds. Profiles, web identity and instance roles are not looked for:
// https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html
package account

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// ErrMissing reports that the environment names no region or no credentials.
var ErrMissing = errors.New("no AWS account in the environment")

// Config makes the configuration for clients of AWS services from the variables
// AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.
// With endpointVariable, such as AWS_ENDPOINT_URL_S3, the endpoint that the
// variable of that name holds is used instead of the region's own. It gives
// ErrMissing with the name of the first variable that is empty.
func Config(getenv func(string) string, endpointVariable string) (aws.Config, error) {
	for _, name := range []string{"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		if getenv(name) == "" {
			return aws.Config{}, fmt.Errorf("%w: %s is empty", ErrMissing, name)
		}
	}
	credentials := aws.Credentials{
		AccessKeyID: getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"),
		SessionToken: getenv("AWS_SESSION_TOKEN"), Source: "environment",
	}
	c := aws.Config{
		Region:      getenv("AWS_REGION"),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return credentials, nil }),
	}
	if endpoint := getenv(endpointVariable); endpoint != "" {
		c.BaseEndpoint = aws.String(endpoint)
	}
	return c, nil
}
