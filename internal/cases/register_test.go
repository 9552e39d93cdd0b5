package cases

import (
	"errors"
	"testing"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

func heard(email, phone string) Registration {
	return Registration{Channel: "telefoon", Agreed: "Telefonisch op 23 november 2026", Input: Input{
		Language: "nl", Consents: map[string]string{"toestemming": "gezegd"},
		Submission: &domain.Question{Topic: "Oven", Text: "Wil een oven kopen.", ContactBy: "telefoon", Consent: true,
			Contact: domain.Contact{Name: "J. Voorbeeld", Email: email, Phone: phone}},
	}}
}

func TestWhatWasHeardByTelephoneIsACaseWithoutAnAddress(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	act := Act{By: Actor{Party: domain.PartyOfficer, ID: "a1"}, Token: "blad"}
	first, err := w.Register(w.Context(), act, heard("", "0612345678"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.Register(w.Context(), act, heard("", "0612345678"))
	if err != nil || again.Reference != first.Reference || !again.Again {
		t.Errorf("the same once more: got %+v and %v, want %s", again, err, first.Reference)
	}
	one, _ := w.read(first.Reference)
	if one.Log[0].Who != "telefoon" || one.Log[0].Account != "a1" || len(one.Thread) != 1 || len(one.Consents) != 1 || len(one.Mail) != 0 {
		t.Errorf("got log %+v, %d notes, %d consents and %d messages, want who took it down, one note, one consent and no mail", one.Log[0], len(one.Thread), len(one.Consents), len(one.Mail))
	}
	other, err := w.Register(w.Context(), Act{By: act.By, Token: "ander"}, heard("", "0687654321"))
	if err != nil {
		t.Fatal(err)
	}
	if two, _ := w.read(other.Reference); two.Person == one.Person {
		t.Error("got one person for two telephone numbers, want two")
	}
	w.does(w.Answer(w.Context(), w.by(first.Reference, domain.PartyOfficer), "Gebeld."))
	if one, _ = w.read(first.Reference); one.Status != domain.StatusAnswered || len(one.Mail) != 0 {
		t.Errorf("got %s with %d messages, want an answer without mail", one.Status, len(one.Mail))
	}
}

func TestARegistrationWithAnAddressIsConfirmed(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	got, err := w.Register(w.Context(), Act{By: Actor{Party: domain.PartyOfficer, ID: "a1"}}, heard("j@voorbeeld.example", ""))
	if err != nil {
		t.Fatal(err)
	}
	if one, _ := w.read(got.Reference); len(one.Mail) != 1 || one.Mail[0].Message.To != "j@voorbeeld.example" || one.Person != w.Person("j@voorbeeld.example") {
		t.Errorf("got %d messages, want the confirmation to the sender", len(one.Mail))
	}
}

func TestARegistrationSaysHowTheSenderAgreed(t *testing.T) {
	w := newWorld(t, Limits{PerOrigin: -1})
	officer := Act{By: Actor{Party: domain.PartyOfficer, ID: "a1"}}
	silent, odd, profiled := heard("", "0612345678"), heard("", "0612345678"), heard("", "0612345678")
	silent.Agreed, odd.Channel, profiled.Submission = " ", "rook", &domain.SignUp{}
	for name, test := range map[string]struct {
		act  Act
		in   Registration
		want error
	}{
		"without words":     {officer, silent, ErrNoConsent},
		"unknown channel":   {officer, odd, ErrChoice},
		"a profile":         {officer, profiled, ErrChoice},
		"not by an officer": {Act{By: Actor{Party: domain.PartyAsker}}, heard("", "0612345678"), ErrChoice},
	} {
		if _, err := w.Register(w.Context(), test.act, test.in); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
	}
}

func TestATelephoneNumberTakesThePlaceOfAnAddress(t *testing.T) {
	taxonomy := domain.NewTaxonomy()
	values := map[string][]string{"onderwerp": {"Oven"}, "vraag": {"Kopen"}, "naam": {"J."}, "contactvoorkeur": {"telefoon"}, "toestemming": {"ja"}}
	for phone, want := range map[string]int{"0612345678": 0, "": 2} {
		values["telefoon"] = []string{phone}
		if got := MayRegister(new(domain.Question), values, taxonomy); len(got) != want {
			t.Errorf("telephone %q: got %v, want %d problems", phone, got, want)
		}
	}
	values["telefoon"], values["email"] = []string{"0612345678"}, []string{"geen adres"}
	if got := MayRegister(new(domain.Question), values, taxonomy); len(got) != 1 || got[0].Code != schema.BadEmail {
		t.Errorf("a wrong address: got %v, want it refused", got)
	}
}
