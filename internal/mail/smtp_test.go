package mail

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSMTPIsASender(t *testing.T) {
	s := &server{extensions: []string{"8BITMIME", "SMTPUTF8", "SIZE 1000000"}}
	s.start(t)
	testSender(t, &SMTP{Addr: s.addr}, s.delivered)
}

func TestSMTPNamesOneRecipient(t *testing.T) {
	s := &server{extensions: []string{"8BITMIME", "SMTPUTF8"}}
	s.start(t)
	if err := (&SMTP{Addr: s.addr}).Send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	got := s.deliveries()
	if len(got) != 1 {
		t.Fatalf("got %d messages, want 1", len(got))
	}
	if want := []string{"FROM:<loket@mkb-loket.example>"}; !slices.Equal(got[0].from, want) {
		t.Errorf("sender: got %q, want %q", got[0].from, want)
	}
	if want := []string{"TO:<jan@voorbeeld.nl>"}; !slices.Equal(got[0].to, want) {
		t.Errorf("recipients: got %q, want %q", got[0].to, want)
	}
	if hello := s.heard()[0]; hello != "EHLO mkb-loket.example" {
		t.Errorf("got %q, want the domain of the sender", hello)
	}
}

func TestSMTPSaysTheNameItIsGiven(t *testing.T) {
	s := &server{}
	s.start(t)
	if err := (&SMTP{Addr: s.addr, Hello: "web1.mkb-loket.example"}).Send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	if got, want := s.heard()[0], "EHLO web1.mkb-loket.example"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSMTPSortsRefusals(t *testing.T) {
	for _, c := range []struct {
		name, verb, answer string
		want               error
		text               string // stands in the error
	}{
		{"busy at the greeting", "GREETING", "421 4.3.2 busy", ErrTemporary, "421 4.3.2"},
		{"no service at the greeting", "GREETING", "554 no service", ErrTemporary, "554"},
		{"not SMTP at all", "GREETING", "HTTP/1.1 400 Bad Request", ErrTemporary, "not SMTP"},
		{"sender later", "MAIL", "451 4.7.1 try later", ErrTemporary, "451 4.7.1"},
		{"sender refused", "MAIL", "550 5.7.1 not yours", ErrPermanent, "550 5.7.1"},
		{"too large", "MAIL", "552 5.3.4 too big", ErrPermanent, "552 5.3.4"},
		{"login needed", "MAIL", "530 5.7.0 log in first", ErrTemporary, "530 5.7.0"},
		{"greylisted", "RCPT", "451 4.7.1 jan@voorbeeld.nl: greylisted", ErrTemporary, "451 4.7.1"},
		{"mailbox full", "RCPT", "452 4.2.2 full", ErrTemporary, "452 4.2.2"},
		{"no such recipient", "RCPT", "550 5.1.1 <jan@voorbeeld.nl>: unknown", ErrPermanent, "550 5.1.1"},
		{"refused over two lines", "RCPT", "550-5.1.1 no jan@voorbeeld.nl\r\n550 5.1.1 here", ErrPermanent, "550 5.1.1"},
		{"no data now", "DATA", "451 no", ErrTemporary, "451"},
		{"no data ever", "DATA", "554 no", ErrPermanent, "554"},
		{"data unasked", "DATA", "250 what", ErrTemporary, "250"},
		{"message later", "END", "451 4.3.0 queue full", ErrTemporary, "451 4.3.0"},
		{"message refused", "END", "550 5.7.1 spam of jan@voorbeeld.nl", ErrPermanent, "550 5.7.1"},
		{"code out of range", "RCPT", "999 what", ErrTemporary, "999"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &server{answers: map[string]string{c.verb: c.answer}}
			s.start(t)
			err := (&SMTP{Addr: s.addr}).Send(t.Context(), sample())
			if !errors.Is(err, c.want) || errors.Is(err, ErrTemporary) == errors.Is(err, ErrPermanent) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if errors.Is(err, ErrUnanswered) {
				t.Errorf("got %v, but there was an answer", err)
			}
			if !strings.Contains(err.Error(), c.text) || strings.Contains(err.Error(), "jan") {
				t.Errorf("got %q, want %q and no address", err, c.text)
			}
		})
	}
}

func TestSMTPTakesAnAcceptedForward(t *testing.T) {
	s := &server{answers: map[string]string{"RCPT": "251 will forward"}}
	s.start(t)
	if err := (&SMTP{Addr: s.addr}).Send(t.Context(), sample()); err != nil {
		t.Error(err)
	}
}

func TestSMTPCutConnectionIsTemporary(t *testing.T) {
	for _, verb := range []string{"GREETING", "EHLO", "MAIL", "RCPT", "DATA"} {
		t.Run(verb, func(t *testing.T) {
			s := &server{drop: verb}
			s.start(t)
			err := (&SMTP{Addr: s.addr}).Send(t.Context(), sample())
			if !errors.Is(err, ErrTemporary) || errors.Is(err, ErrUnanswered) {
				t.Errorf("got %v, want ErrTemporary only", err)
			}
			if got := s.deliveries(); len(got) != 0 {
				t.Errorf("delivered %d messages", len(got))
			}
		})
	}
}

func TestSMTPLostAnswerAllowsOneRepeatWithTheSameBytes(t *testing.T) {
	s := &server{drop: "END"}
	s.start(t)
	sender := &SMTP{Addr: s.addr}
	err := sender.Send(t.Context(), sample())
	if !errors.Is(err, ErrTemporary) || !errors.Is(err, ErrUnanswered) {
		t.Fatalf("got %v, want ErrTemporary and ErrUnanswered", err)
	}
	s.stop()
	s.drop = ""
	s.start(t)
	if err := sender.Send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	got := s.deliveries()
	if len(got) != 2 || string(got[0].raw) != string(got[1].raw) {
		t.Errorf("got %d messages, want two of the same bytes", len(got))
	}
}

func TestSMTPDoesNotMindATakenMessageWithoutGoodbye(t *testing.T) {
	s := &server{drop: "QUIT"}
	s.start(t)
	if err := (&SMTP{Addr: s.addr}).Send(t.Context(), sample()); err != nil {
		t.Errorf("got %v, want no error: the message was taken", err)
	}
}

func TestSMTPServerThatIsAwayComesBack(t *testing.T) {
	s := &server{}
	s.start(t)
	s.stop()
	sender := &SMTP{Addr: s.addr}
	if err := sender.Send(t.Context(), sample()); !errors.Is(err, ErrTemporary) {
		t.Fatalf("got %v, want ErrTemporary", err)
	}
	s.start(t)
	if err := sender.Send(t.Context(), sample()); err != nil {
		t.Fatalf("after it came back: %v", err)
	}
	if got := len(s.deliveries()); got != 1 {
		t.Errorf("got %d messages, want 1", got)
	}
}

func TestSMTPStopsWithItsContextAtASilentServer(t *testing.T) {
	for _, verb := range []string{"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "END"} {
		t.Run(verb, func(t *testing.T) {
			s := &server{silent: verb}
			s.start(t)
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				<-s.reached
				cancel()
			}()
			err := (&SMTP{Addr: s.addr}).Send(ctx, sample())
			if !errors.Is(err, ErrTemporary) || !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want ErrTemporary and context.Canceled", err)
			}
			if got, want := errors.Is(err, ErrUnanswered), verb == "END"; got != want {
				t.Errorf("unanswered: got %v, want %v", got, want)
			}
		})
	}
}

func TestSMTPStopsAfterItsTimeout(t *testing.T) {
	s := &server{silent: "MAIL"}
	s.start(t)
	err := (&SMTP{Addr: s.addr, Timeout: 50 * time.Millisecond}).Send(t.Context(), sample())
	if !errors.Is(err, ErrTemporary) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want ErrTemporary and context.DeadlineExceeded", err)
	}
}

func TestSMTPStopsWhileConnecting(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	sender := &SMTP{Addr: "mail.voorbeeld.nl:25", dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	if err := sender.Send(ctx, sample()); !errors.Is(err, ErrTemporary) || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want ErrTemporary and context.Canceled", err)
	}
}

func TestSMTPNeedsAPort(t *testing.T) {
	if err := (&SMTP{Addr: "mail.voorbeeld.nl"}).Send(t.Context(), sample()); !errors.Is(err, ErrTemporary) {
		t.Errorf("got %v, want ErrTemporary", err)
	}
}
