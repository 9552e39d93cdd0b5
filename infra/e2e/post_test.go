package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"mkbloket/infra/stack"
	"mkbloket/internal/mail"
	"mkbloket/internal/mail/address"
	"mkbloket/internal/mototest"
	"mkbloket/internal/store/dynamo/dynamotest"
	"mkbloket/templates"
)

// service is moto's SES with an entrance that notes what comes in and can be
// told to refuse it. It is safe for concurrent use.
type service struct {
	t    *testing.T
	moto string
	url  string
	meet doorman // nil: everything goes through

	mu    sync.Mutex
	desk  *desk // whose notify sends
	calls []call
}

// doorman meets each message at the entrance, and tells whether he answered it
// himself.
type doorman func(http.ResponseWriter) (answered bool)

// call is one SendEmail
// (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html).
type call struct {
	FromEmailAddress     string
	ConfigurationSetName string
	Destination          struct{ ToAddresses []string }
	Content              struct{ Raw struct{ Data []byte } }
	EmailTags            []struct{ Name, Value string }
}

// newService makes the entrance to a moto that runs already.
func newService(t *testing.T, moto string, meet doorman) *service {
	s := &service{t: t, moto: moto, meet: meet}
	s.url = serve(t, s.entrance(newProxy(t, moto)))
	return s
}

func (s *service) entrance(proxy http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		s.note(r, body)
		if s.meet != nil && s.meet(w) {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		proxy.ServeHTTP(w, r)
	})
}

// note keeps a call, and puts into the ledger the permissions that it takes:
// on the identity that sends and on the configuration set. SES asks for both
// actions when the content is raw, although the operation has the name of one
// (https://github.com/nodemailer/nodemailer/issues/1734 shows its refusal).
func (s *service) note(r *http.Request, body []byte) {
	var c call
	if err := json.Unmarshal(body, &c); err != nil || r.Method != http.MethodPost || r.URL.Path != "/v2/email/outbound-emails" {
		s.t.Errorf("SES got %s %s, want a message: %v", r.Method, r.URL.Path, err)
		return
	}
	s.mu.Lock()
	s.calls = append(s.calls, c)
	d := s.desk
	s.mu.Unlock()
	known, from := d.values.known, c.FromEmailAddress
	if from == known["MailFrom"] {
		from = "MailFrom" // as package stack calls the value of the parameter
	}
	if got, want := c.ConfigurationSetName, known["MailConfiguration"]; got != want {
		s.t.Errorf("configuration set: got %q, want %q", got, want)
	}
	for _, resource := range []string{"MailIdentity", "MailConfiguration"} {
		for _, action := range []string{"ses:SendEmail", "ses:SendRawEmail"} {
			d.ledger.note("notify", stack.Request{Action: action, Resource: resource, Context: map[string][]string{"ses:FromAddress": {from}}})
		}
	}
}

// serves tells whose notify sends, before it does.
func (s *service) serves(d *desk) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.desk = d
}

// sent gives what came in so far.
func (s *service) sent() []call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]call(nil), s.calls...)
}

// newMoto starts moto with the mail domain of the template as an identity, for
// all subtests of a test.
func newMoto(t *testing.T) string {
	t.Helper()
	dynamotest.Local(t) // skip before there is work done
	from := newRelease(t).terms.Site.MailFrom
	moto := mototest.Start(t)
	client := sesv2.NewFromConfig(dynamotest.AWSConfig(moto))
	if _, err := client.CreateEmailIdentity(t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String(address.Domain(from))}); err != nil {
		t.Fatal(err)
	}
	return moto
}

// delivery is a message as moto keeps it.
type delivery struct {
	Destinations []string
	Raw          string `json:"raw_data"`
}

// delivered gives the messages to somebody that moto took, or to all when who
// is empty, each for one address.
func (s *service) delivered(who string) (all []delivery) {
	s.t.Helper()
	answer, err := http.Get(s.moto + "/moto-api/data.json")
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	var data struct {
		SES struct{ RawMessage []delivery } `json:"ses"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&data); err != nil {
		s.t.Fatal(err)
	}
	for _, one := range data.SES.RawMessage {
		if who == "" || strings.Contains(one.Raw, who) {
			all = append(all, one)
		}
	}
	return all
}

// times counts how often moto took a message with its HTML, byte for byte.
func (s *service) times(m mail.Message) int {
	s.t.Helper()
	letters, err := templates.NewLetters(templates.Embedded(), s.desk.release.terms.Site.Base)
	if err != nil {
		s.t.Fatal(err)
	}
	if m.HTML, err = letters.HTML(m.Language, m.Subject, m.Text); err != nil {
		s.t.Fatal(err)
	}
	want, err := m.Bytes()
	if err != nil {
		s.t.Fatal(err)
	}
	n := 0
	for _, one := range s.delivered(m.MessageID()) {
		if one.Raw != string(want) {
			s.t.Errorf("message %s: got %q, want %q", m.ID, one.Raw, want)
		}
		if one.Destinations[0] != m.To {
			s.t.Errorf("message %s: got it to %q, want %q", m.ID, one.Destinations, m.To)
		}
		n++
	}
	return n
}

// refusing answers as SES does when it does not take a message.
func refusing(status int, code string) doorman {
	return func(w http.ResponseWriter) bool {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Amzn-Errortype", code)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"message":"injected"}`)) // whoever asked may be gone
		return true
	}
}
