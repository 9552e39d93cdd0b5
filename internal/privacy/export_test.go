package privacy

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
)

func TestExportHoldsWhatAPersonSentAndNoneOfOthers(t *testing.T) {
	db := fillTown(t)
	e, err := NewExport(t.Context(), db, person(t, anna), anna, noon)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Cases) != 3 || !reflect.DeepEqual(e.Mentions, []Mention{{"3333-2222", []string{"fields.vraag", "mail.message.ReplyTo", "mail.message.To", "thread.text"}}}) || !slices.Equal(e.Elsewhere, []string{"staff-1"}) {
		t.Errorf("got %d cases, %v, %v", len(e.Cases), e.Mentions, e.Elsewhere)
	}
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{bert, "Mijn partner", hash(anna), "identity"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the export holds %q", secret)
		}
	}
	for _, want := range []string{"Anna Voorbeeld", "Een vraag.", "2222-2222-bevestiging", "ontvangen"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the export lacks %q", want)
		}
	}
}

// TestExportGivesNoMailThatOthersGot is about an adviser and the owner of a
// profile: their messages hold an address that is theirs, and a link with which
// they act.
func TestExportGivesNoMailThatOthersGot(t *testing.T) {
	db := newStore(t)
	c := newCase("2222-2222", domain.KindContact, anna)
	to := message("2222-2222", "bericht", bert)
	to.Text, to.HTML = "Antwoord op https://loket.example/antwoorden/?k=2222-2222&s=sleutel-van-bert", "<p>sleutel-van-bert"
	to.Unsubscribe = []string{"https://loket.example/volgen/?s=sleutel-van-bert"}
	c.Mail = append(c.Mail, cases.Outgoing{State: cases.MailSent, SentAt: noon, Message: to})
	put(t, db, c)
	e, err := NewExport(t.Context(), db, person(t, anna), anna, noon)
	if err != nil || len(e.Cases) != 1 {
		t.Fatalf("got %v, %v", e, err)
	}
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{bert, "sleutel-van-bert"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the export holds %q of another", secret)
		}
	}
	for _, want := range []string{"2222-2222-bericht", "2222-2222-bevestiging", `"To":"` + anna, `"Text":"Tekst."`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the export lacks %q", want)
		}
	}
}

// TestExportLeavesNoFieldOutByAccident holds every name in a stored case to be
// exported, unless it is on this list.
func TestExportLeavesNoFieldOutByAccident(t *testing.T) {
	leftOut := []string{"Format", "Revision", "Identity", "Person", "Clock", "Epoch", "Serial"}
	stored := reflect.TypeFor[cases.Case]()
	c := newCase("2222-2222", domain.KindAdvice, anna)
	fillValue(reflect.ValueOf(c).Elem())
	c.Format, c.Kind, c.Status, c.Person, c.Reference = cases.Format, domain.KindAdvice, domain.StatusTriage, hash(anna), "2222-2222"
	c.Mail = nil // a message of the wrong shape would not be stored by the desk
	db := newStore(t)
	put(t, db, c)
	e, err := NewExport(t.Context(), db, person(t, anna), anna, noon)
	if err != nil || len(e.Cases) != 1 {
		t.Fatalf("got %v, %v", e, err)
	}
	for i := range stored.NumField() {
		field := stored.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if _, exported := e.Cases[0][name]; exported == slices.Contains(leftOut, field.Name) && field.Name != "Mail" {
			t.Errorf("%s: exported is %v", name, exported)
		}
	}
	referral := e.Cases[0]["referrals"].([]any)[0].(map[string]any)
	if _, ok := referral["email"]; ok || referral["token"] != nil || referral["organisation"] == nil {
		t.Errorf("got %v, want the organisation of a referral, and neither address nor token", referral)
	}
}

// fillValue gives every part of a value something that is not zero.
func fillValue(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Uint64:
		v.SetUint(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillValue(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillValue(v.Index(0))
	case reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		fillValue(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("x").Convert(v.Type().Key()), value)
	case reflect.Struct:
		if v.Type() == reflect.TypeOf(noon) {
			v.Set(reflect.ValueOf(noon))
			return
		}
		for i := range v.NumField() {
			fillValue(v.Field(i))
		}
	}
}
