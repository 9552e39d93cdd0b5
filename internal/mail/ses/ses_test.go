package ses

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"mkbloket/internal/mail"
)

func config(endpoint string) aws.Config {
	return aws.Config{
		Region: "eu-central-1", BaseEndpoint: aws.String(endpoint),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	}
}

func sample() mail.Message {
	return mail.Message{
		ID: "k7m3-p9qx-bevestiging", FromName: "MKB-loket", From: "loket@loket.example", To: "jan@voorbeeld.nl",
		Subject: "Uw vraag K7M3-P9QX", Text: "Coöperaties krijgen ook antwoord.\n.\nFrom iemand\n", Language: "nl",
		Date: time.Date(2026, time.November, 23, 9, 5, 0, 0, time.UTC),
	}
}

// sending is a Sender to a server that answers with h.
func sending(t *testing.T, h http.HandlerFunc) *Sender {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return &Sender{Client: NewClient(config(server.URL)), ConfigurationSet: "loket"}
}

func TestRequestNamesConfigurationSetAndMessage(t *testing.T) {
	var got struct {
		FromEmailAddress, ConfigurationSetName string
		Destination                            struct{ ToAddresses []string }
		Content                                struct{ Raw struct{ Data string } }
		EmailTags                              []struct{ Name, Value string }
	}
	s := sending(t, func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, `{"MessageId":"0102"}`)
	})
	if err := s.Send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	want, err := sample().Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := base64.StdEncoding.DecodeString(got.Content.Raw.Data); err != nil || string(raw) != string(want) {
		t.Errorf("content: got %q and %v, want %q", raw, err, want)
	}
	if got.ConfigurationSetName != "loket" || got.FromEmailAddress != sample().From || strings.Join(got.Destination.ToAddresses, " ") != sample().To {
		t.Errorf("got %+v, want configuration set, sender and receiver", got)
	}
	if len(got.EmailTags) != 1 || got.EmailTags[0].Name != Tag || got.EmailTags[0].Value != sample().ID {
		t.Errorf("tags: got %v, want the ID of the message", got.EmailTags)
	}
}

// says answers as SES does, with an address in its text.
func says(status int, code string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if code != "" {
			w.Header().Set("X-Amzn-Errortype", code+":http://internal.amazon.com/")
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"message":"not for jan@voorbeeld.nl"}`)
	}
}

// cut takes the whole message and breaks the connection.
func cut(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	panic(http.ErrAbortHandler)
}

// hang takes the whole message and says nothing.
func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func TestErrorsSayWhatToDo(t *testing.T) {
	var tests = []struct {
		name       string
		answer     http.HandlerFunc
		permanent  bool
		unanswered bool
	}{
		{"message rejected", says(400, "MessageRejected"), true, false},
		{"bad request", says(400, "BadRequestException"), true, false},
		{"throttled", says(429, "TooManyRequestsException"), false, false},
		{"quota used up", says(400, "LimitExceededException"), false, false},
		{"sending paused", says(400, "SendingPausedException"), false, false},
		{"account suspended", says(400, "AccountSuspendedException"), false, false},
		{"domain not verified", says(400, "MailFromDomainNotVerifiedException"), false, false},
		{"no such configuration set", says(404, "NotFoundException"), false, false},
		{"no permission", says(403, "AccessDeniedException"), false, false},
		{"fault of SES", says(500, "InternalServiceErrorException"), false, false},
		{"busy", says(503, ""), false, false},
		{"gateway got no answer", says(504, ""), false, true},
		{"gateway got a bad answer", says(502, ""), false, true},
		{"connection lost", cut, false, true},
		{"no answer", hang, false, true},
		{"answer that cannot be read", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, false, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var attempts atomic.Int64
			s := sending(t, func(w http.ResponseWriter, r *http.Request) { attempts.Add(1); test.answer(w, r) })
			s.Timeout = 300 * time.Millisecond
			err := s.Send(t.Context(), sample())
			if got := errors.Is(err, mail.ErrPermanent); got != test.permanent || errors.Is(err, mail.ErrTemporary) == got {
				t.Errorf("got %v, want permanent: %v, and otherwise temporary", err, test.permanent)
			}
			if got := errors.Is(err, mail.ErrUnanswered); got != test.unanswered {
				t.Errorf("got %v, want unanswered: %v", err, test.unanswered)
			}
			if strings.Contains(err.Error(), "voorbeeld") {
				t.Errorf("got %v, want no address in it", err)
			}
			if got := attempts.Load(); got != 1 {
				t.Errorf("got %d attempts, want 1: the outbox repeats", got)
			}
		})
	}
}

func TestServerThatIsAwayHasTakenNothing(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	err = (&Sender{Client: NewClient(config(endpoint))}).Send(t.Context(), sample())
	if !errors.Is(err, mail.ErrTemporary) || errors.Is(err, mail.ErrUnanswered) {
		t.Errorf("got %v, want ErrTemporary alone", err)
	}
}

func TestNothingIsSentWhenItCannotBe(t *testing.T) {
	asked := false
	s := sending(t, func(http.ResponseWriter, *http.Request) { asked = true })
	invalid := sample()
	invalid.Subject = "Hoi\r\nBcc: piet@voorbeeld.nl"
	if err := s.Send(t.Context(), invalid); !errors.Is(err, mail.ErrPermanent) || !errors.Is(err, mail.ErrInvalid) {
		t.Errorf("invalid message: got %v, want ErrPermanent and ErrInvalid", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.Send(ended, sample())
	if !errors.Is(err, mail.ErrTemporary) || !errors.Is(err, context.Canceled) || errors.Is(err, mail.ErrUnanswered) {
		t.Errorf("ended context: got %v, want ErrTemporary and context.Canceled", err)
	}
	if asked {
		t.Error("the server was asked all the same")
	}
}
