package ses

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"mkbloket/internal/mail"
	"mkbloket/internal/mototest"
)

// TestBytesOfTheMessageArrive sends to moto and reads there what it took.
func TestBytesOfTheMessageArrive(t *testing.T) {
	endpoint := mototest.Start(t)
	s := &Sender{Client: NewClient(config(endpoint))}
	if err := s.Send(t.Context(), sample()); !errors.Is(err, mail.ErrPermanent) {
		t.Errorf("before the address is verified: got %v, want ErrPermanent", err)
	}
	from := sample().From
	if _, err := s.Client.CreateEmailIdentity(t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: &from}); err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	want, err := sample().Bytes()
	if err != nil {
		t.Fatal(err)
	}
	got := taken(t, endpoint)
	if len(got) != 1 || got[0].Raw != string(want) {
		t.Fatalf("got %d messages, %q, want %q", len(got), got, want)
	}
	if got[0].Source != from || got[0].Destinations[0] != sample().To { // moto adds the To of the message
		t.Errorf("envelope: got %s to %v, want %s to %s", got[0].Source, got[0].Destinations, from, sample().To)
	}
}

// message is one that moto has taken.
type message struct {
	Source       string   `json:"source"`
	Destinations []string `json:"destinations"`
	Raw          string   `json:"raw_data"`
}

// taken reads what moto keeps of the messages sent to it.
func taken(t *testing.T, endpoint string) []message {
	t.Helper()
	answer, err := http.Get(endpoint + "/moto-api/data.json")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var all struct {
		SES struct{ RawMessage []message } `json:"ses"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all.SES.RawMessage
}
