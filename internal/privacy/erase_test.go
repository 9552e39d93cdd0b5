package privacy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/store"
)

// fillTown makes a store with cases of anna and bert. Bert mentions anna, asks
// for a call by way of her, and has a case on hold that names her too.
func fillTown(t *testing.T) store.Store {
	db := newStore(t)
	put(t, db, newCase("2222-2222", domain.KindQuestion, anna))
	put(t, db, newCase("2222-3333", domain.KindAdvice, "ANNA@voorbeeld.example"))
	mention := newCase("3333-2222", domain.KindQuestion, bert)
	mention.Fields["vraag"] = []string{"Mijn partner (" + anna + ") vroeg dit ook."}
	mention.Thread = []cases.Entry{{ID: "1", At: noon, Kind: cases.EntryNote, Text: "Gebeld met Anna@voorbeeld.example."}}
	mention.Mail = append(mention.Mail, cases.Outgoing{State: cases.MailWaiting, NextAt: noon, Message: message("3333-2222", "kopie", anna)})
	reply := message("3333-2222", "antwoord", bert)
	reply.ReplyTo = anna
	mention.Mail = append(mention.Mail, cases.Outgoing{State: cases.MailWaiting, NextAt: noon, Message: reply})
	put(t, db, mention)
	kept := newCase("4444-2222", domain.KindQuestion, anna)
	kept.Hold = true
	put(t, db, kept)
	put(t, db, newCase("5555-2222", domain.KindQuestion, bert))
	if _, err := db.Create(t.Context(), store.Record{ID: "staff-1", Body: []byte(`{"mail":"` + anna + `"}`)}); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestEraseRemovesAPersonAndNobodyElse(t *testing.T) {
	db := fillTown(t)
	for _, execute := range []bool{false, true} {
		got, err := Erase(t.Context(), db, person(t, anna), execute)
		if err != nil {
			t.Fatal(err)
		}
		if got.Cases[domain.KindQuestion] != 1 || got.Cases[domain.KindAdvice] != 1 || got.Mails != 4 || len(got.Failed) != 0 ||
			!slices.Equal(got.Mentions, []string{"3333-2222"}) || !slices.Equal(got.Held, []string{"4444-2222"}) || !slices.Equal(got.Elsewhere, []string{"staff-1"}) {
			t.Errorf("execute %v: got %+v", execute, got)
		}
		if there := get(t, db, "2222-2222") != nil; there == execute {
			t.Errorf("execute %v: the case is there: %v", execute, there)
		}
	}
	mention := get(t, db, "3333-2222")
	if got, want := mention.Fields["vraag"][0], "Mijn partner ("+Erased+") vroeg dit ook."; got != want || mention.Thread[0].Text != "Gebeld met "+Erased+"." {
		t.Errorf("got %q and %q, want %q", got, mention.Thread[0].Text, want)
	}
	if len(mention.Mail) != 2 || mention.Fields["email"][0] != bert || mention.Revision != 2 {
		t.Errorf("got %d messages, %v, revision %d, want 2, bert's address and 2", len(mention.Mail), mention.Fields["email"], mention.Revision)
	}
	if get(t, db, "5555-2222") == nil || get(t, db, "4444-2222") == nil {
		t.Error("another's case, or one on hold, is gone")
	}
	if again, err := Erase(t.Context(), db, person(t, anna), true); err != nil || len(again.Erased)+len(again.Mentions) != 0 {
		t.Errorf("again: got %+v, %v, want nothing to do", again, err)
	}
}

func TestEraseLeavesACaseThatIsWithAnAdviser(t *testing.T) {
	db := newStore(t)
	c := newCase("2222-2222", domain.KindAdvice, bert)
	c.Status = domain.StatusRouted
	c.Referrals = []cases.Referral{{ID: "v1", Email: anna, State: domain.ReferralAccepted}}
	put(t, db, c)
	got, err := Erase(t.Context(), db, person(t, anna), true)
	if err != nil || !slices.Equal(got.Busy, []string{"2222-2222"}) || get(t, db, "2222-2222").Referrals[0].Email != anna {
		t.Errorf("got %+v, %v, want the case left alone", got, err)
	}
	if got, err = Erase(t.Context(), db, person(t, bert), true); err != nil || got.Cases[domain.KindAdvice] != 1 {
		t.Errorf("for who asked: got %+v, %v, want it erased", got, err)
	}
}

func TestErasedPeopleAreErasedAgainAfterARestoreAndNewCasesStay(t *testing.T) {
	db := fillTown(t) // as a backup from before brings it back
	later := newCase("6666-2222", domain.KindQuestion, anna)
	later.CreatedAt = noon.Add(48 * time.Hour)
	put(t, db, later)
	list := append(person(t, anna).Entries(noon.Add(time.Hour)), Entry{hash(anna), noon.Add(-time.Hour)})
	got, err := Erase(t.Context(), db, Listed(hash, list), true)
	if err != nil || len(got.Erased) != 2 || len(got.Mentions) != 1 {
		t.Errorf("got %+v, %v, want two cases and a mention", got, err)
	}
	if get(t, db, "2222-2222") != nil || get(t, db, "6666-2222") == nil {
		t.Error("want the restored case gone and the one from after the erasure there")
	}
}

func TestEraseGoesOnAfterAFailureAndAfterAKill(t *testing.T) {
	db := newStore(t)
	for i := range 8 {
		put(t, db, newCase(fmt.Sprint("222", 2+i, "-2222"), domain.KindQuestion, anna))
	}
	frail := &frail{Store: db, fails: map[string]bool{"2224-2222": true}, lives: -1}
	got, err := Erase(t.Context(), frail, person(t, anna), true)
	if err != nil || len(got.Failed) != 1 || got.Failed[0].ID != "2224-2222" || len(got.Erased) != 7 {
		t.Errorf("one fails: got %+v, %v, want one failed and seven erased", got, err)
	}
	if strings.Contains(fmt.Sprint(got.Failed[0].Err), "anna") {
		t.Errorf("got %v, want no address", got.Failed[0].Err)
	}
	if got, err = Erase(t.Context(), db, person(t, anna), true); err != nil || len(got.Erased) != 1 || strings.Contains(everything(t, db), anna) {
		t.Errorf("again: got %+v, %v, want the last one erased and no trace", got, err)
	}
}

func TestEraseDecidesAgainWhenACaseChangesMeanwhile(t *testing.T) {
	db := newStore(t)
	put(t, db, newCase("2222-2222", domain.KindQuestion, anna))
	got, err := Erase(t.Context(), holdMeanwhile(t, db), person(t, anna), true)
	if err != nil || len(got.Held) != 1 || len(got.Erased) != 0 || get(t, db, "2222-2222") == nil {
		t.Errorf("got %+v, %v, want the case kept: it was put on hold meanwhile", got, err)
	}
}
