package dynamo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"mkbloket/internal/store"
)

// failure turns an error of the client into one of the contract: that of the
// context when it has ended, and otherwise store.ErrUnavailable. That includes
// a table or a permission that is missing: it can be mended, and then trying
// again helps.
//
// The error of the client stays outside the chain: a time limit of one attempt
// must not look like that of the caller.
func failure(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	return fmt.Errorf("%w: %s", store.ErrUnavailable, describe(err))
}

// describe says what went wrong without the text of the service, which can
// repeat values of the request.
func describe(err error) string {
	var (
		api  smithy.APIError
		http *awshttp.ResponseError
		send *smithyhttp.RequestSendError
	)
	isHTTP := errors.As(err, &http)
	switch {
	case errors.As(err, &api) && isHTTP:
		return fmt.Sprintf("%s (status %d, request %q)", api.ErrorCode(), http.HTTPStatusCode(), http.ServiceRequestID())
	case errors.As(err, &api):
		return api.ErrorCode()
	case errors.As(err, &send):
		return send.Unwrap().Error()
	case isHTTP:
		return fmt.Sprintf("unreadable answer (status %d, request %q)", http.HTTPStatusCode(), http.ServiceRequestID())
	case errors.As(err, new(*aws.RequestCanceledError)), errors.As(err, new(*smithy.CanceledError)):
		return "given up"
	}
	return fmt.Sprintf("client error %T", err)
}
