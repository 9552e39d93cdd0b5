// Package ses hands messages to Amazon SES, as they are: the raw MIME bytes of
// mail.Message, so that a receiver gets from AWS what he gets over SMTP.
//
// SES puts a Message-ID of its own in place of ours, so a receiver cannot tell
// a repeat; what is said about a message later, as a bounce, is found by its
// tag. The package makes one attempt for each message and leaves repeating to
// the outbox, which counts the attempts whose answer got lost.
//
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
package ses

import (
	"cmp"
	"context"
	"fmt"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"mkbloket/internal/mail"
)

// Tag is the name of the message tag that holds Message.ID. SES repeats it in
// what it publishes about the message.
const Tag = "bericht"

const defaultTimeout = 20 * time.Second

// Sender is a mail.Sender. Its fields are not changed after the first Send.
type Sender struct {
	Client           *sesv2.Client // made by NewClient
	ConfigurationSet string        // of SES, which publishes bounces; empty: none
	Timeout          time.Duration // for one message, unless its context ends before; 0: 20 seconds
}

// NewClient gives a client that makes one attempt for each call.
func NewClient(c aws.Config) *sesv2.Client {
	return sesv2.NewFromConfig(c, func(o *sesv2.Options) { o.Retryer = aws.NopRetryer{} })
}

// Send implements mail.Sender. That SES rejects the message itself is
// mail.ErrPermanent. Everything else is mail.ErrTemporary: throttling, paused
// sending, faults of SES, and also faults of the settings, such as a missing
// permission or an identity that was not verified, because they go away when
// somebody mends them. An attempt that had sent the whole message when the
// connection or the time ended is also mail.ErrUnanswered.
func (s *Sender) Send(ctx context.Context, m mail.Message) error {
	raw, err := m.Bytes()
	if err != nil {
		return fmt.Errorf("%w: %w", mail.ErrPermanent, err)
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.Timeout, defaultTimeout))
	defer cancel()
	var written atomic.Bool
	_, err = s.Client.SendEmail(watch(ctx, &written), s.input(m, raw))
	if err == nil {
		return nil
	}
	if cause := context.Cause(ctx); cause != nil { // then a closed connection is what err tells
		return fmt.Errorf("%w (%w)", failure(err, written.Load()), cause)
	}
	return failure(err, written.Load())
}

// watch makes a call note whether its request may have gone out whole. That the
// last byte was written can come to be known after the call has ended, so
// written holds from the first byte until writing fails.
func watch(ctx context.Context, written *atomic.Bool) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { written.Store(true) },
		WroteRequest: func(info httptrace.WroteRequestInfo) { written.Store(info.Err == nil) },
	})
}

func (s *Sender) input(m mail.Message, raw []byte) *sesv2.SendEmailInput {
	in := &sesv2.SendEmailInput{
		FromEmailAddress: aws.String(m.From),
		Destination:      &types.Destination{ToAddresses: []string{m.To}},
		Content:          &types.EmailContent{Raw: &types.RawMessage{Data: raw}},
		EmailTags:        []types.MessageTag{{Name: aws.String(Tag), Value: aws.String(m.ID)}},
	}
	if s.ConfigurationSet != "" {
		in.ConfigurationSetName = aws.String(s.ConfigurationSet)
	}
	return in
}
