package ses

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"mkbloket/internal/mail"
)

// failure says what an outbox should do after err. Of an answer only the codes
// are kept: its text often quotes addresses.
func failure(err error, written bool) error {
	var answer *smithyhttp.ResponseError
	if !errors.As(err, &answer) || answer.Response == nil || answer.HTTPStatusCode() == 0 { // 0: there was no answer
		return unanswered(err, written)
	}
	status, code := answer.HTTPStatusCode(), "without a code"
	if status < http.StatusBadRequest { // a yes that could not be read
		return unanswered(err, true)
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		code = api.ErrorCode()
	}
	said := fmt.Errorf("SES answered %d %s", status, code)
	switch {
	case code == "MessageRejected", code == "BadRequestException":
		return fmt.Errorf("%w: %w", mail.ErrPermanent, said)
	case status == http.StatusBadGateway, status == http.StatusGatewayTimeout:
		return fmt.Errorf("%w: %w: %w", mail.ErrTemporary, mail.ErrUnanswered, said) // of a machine between, which may have passed it on
	}
	return fmt.Errorf("%w: %w", mail.ErrTemporary, said)
}

// unanswered is an attempt without an answer, or with one that could not be read.
func unanswered(err error, written bool) error {
	var call *smithy.OperationError
	if errors.As(err, &call) {
		err = call.Err // without the name of the operation and its service
	}
	if written {
		return fmt.Errorf("%w: %w: %w", mail.ErrTemporary, mail.ErrUnanswered, err)
	}
	return fmt.Errorf("%w: %w", mail.ErrTemporary, err)
}
