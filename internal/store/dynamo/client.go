package dynamo

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"
)

// Bounds of one call. A form has 8 s for all its calls together: room for five
// attempts that hang, and for nearly all attempts when they are refused at once
// (the pauses between them take 5.3 s on average).
const (
	maxAttempts = 16
	firstPause  = 25 * time.Millisecond // bound of the pause after the first attempt; doubles
	longPause   = time.Second           // bound of every pause
	dialTime    = time.Second           // to connect, and again for TLS
	answerTime  = 1500 * time.Millisecond
	attemptTime = 5 * time.Second // one attempt with its body, for slow lines
)

// connections is how many idle connections are kept.
const connections = 64

// NewClient returns a client for the table in the account, the region and,
// when set, the base endpoint of c. It makes no network call. An HTTPClient in
// c is used as it is; otherwise the client has its own, in which an attempt
// that gets no answer ends in time to be tried again.
//
// A call is tried again after throttling, faults of the service, and lost or
// unreadable answers, with a random pause in between, up to a number of times
// and never past the context. There is no budget of retries over calls: a
// throttled table slows calls down and fails those that run out of time.
func NewClient(c aws.Config) *dynamodb.Client {
	if c.HTTPClient == nil {
		c.HTTPClient = newHTTPClient()
	}
	return dynamodb.NewFromConfig(c, func(o *dynamodb.Options) {
		o.Retryer = newRetryer()
		o.AccountIDEndpointMode = aws.AccountIDEndpointModeDisabled
	})
}

// newHTTPClient returns an HTTP client with a limit to each step of a request.
func newHTTPClient() *http.Client {
	return &http.Client{
		Timeout:       attemptTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: dialTime}).DialContext,
			TLSHandshakeTimeout:   dialTime,
			ResponseHeaderTimeout: answerTime,
			MaxIdleConns:          connections,
			MaxIdleConnsPerHost:   connections,
			IdleConnTimeout:       90 * time.Second,
		},
	}
}

// newRetryer returns the rules for trying again.
func newRetryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = maxAttempts
		o.Backoff = retry.BackoffDelayerFunc(pause)
		o.RateLimiter = ratelimit.None
		o.Retryables = append(o.Retryables, retry.IsErrorRetryableFunc(unreadable))
	})
}

// pause returns a random time between nothing and a bound that doubles with
// each attempt.
// https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
func pause(attempt int, _ error) (time.Duration, error) {
	bound := longPause
	if shift := max(0, attempt-1); shift < 6 {
		bound = min(firstPause<<shift, longPause)
	}
	return rand.N(bound), nil
}

// unreadable reports an answer that was cut off or damaged.
func unreadable(err error) aws.Ternary {
	if errors.As(err, new(*smithy.DeserializationError)) {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}
