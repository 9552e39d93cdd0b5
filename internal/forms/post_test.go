package forms_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
)

func TestOddTextsAreKeptByteForByte(t *testing.T) {
	var odd = []string{
		"O'Brien & Zn.", "‘enkele’ en “dubbele”", "emoji 🦫🇳🇱👩‍🔧", "日本語の質問", "سؤال عن التمويل", "שאלה",
		"=SUM(1)", "@cmd", "+31", "-1", "<b>vet</b>", "&amp; &lt;script&gt;", "{{.Data}}", "${7*7}", "%s%n", "'; DROP TABLE--",
		strings.Repeat("hottentottententententoonstelling", 20), "regel 1\nregel 2\n\n\tingesprongen", "null", "NaN", "--- \n# kop",
		"C:\\pad\\bestand", "\"aangehaald\"", "1.000,50 €", "ß ẞ ı İ", "a\u200db", "\\u0000",
	}
	d := newDesk(t, setting{limits: cases.Limits{PerOrigin: -1, Confirmations: -1}})
	for _, text := range odd {
		w := d.post("/api/question", with(question(), "vraag", text))
		if w.Code != http.StatusSeeOther {
			t.Errorf("%q: got %d, want 303", text, w.Code)
		}
	}
	kept := map[string]bool{}
	for _, c := range d.queue(cases.QueueNew) {
		kept[c.Fields["vraag"][0]] = true
	}
	for _, text := range odd {
		if !kept[text] {
			t.Errorf("%q is not kept as it was typed", text)
		}
	}
}

func TestTypedTextComesBackEscaped(t *testing.T) {
	d := newDesk(t, setting{})
	const attack = `"><script>alert(1)</script><!--</textarea>`
	for _, action := range []string{"/api/question", "/api/profile", "/api/advice"} {
		v := url.Values{"taal": {attack}, "formulier": {attack}, "stap": {attack}, "regeling": {attack}}
		for _, name := range []string{"onderwerp", "vraag", "naam", "bedrijf", "kvk", "email", "telefoon", "tekst", "omschrijving", "biedt", "bedrag", "website", "thema", "ambitie"} {
			v.Set(name, attack)
		}
		body := d.post(action, v).Body.String()
		if strings.Contains(body, "<script>alert") || strings.Contains(body, attack) {
			t.Errorf("%s reflects raw markup", action)
		}
		if !strings.Contains(body, "&lt;script&gt;alert(1)&lt;/script&gt;") {
			t.Errorf("%s loses what was typed", action)
		}
	}
}

func TestFlagsKeepTheCaseApart(t *testing.T) {
	var tests = []struct {
		name  string
		token func(*desk) string
		extra []string
		queue string
		flag  string
	}{
		{"a person", func(d *desk) string { return d.token("/vraag-stellen/") }, nil, cases.QueueNew, ""},
		{"without token", func(*desk) string { return "" }, nil, cases.QueueNew, ""},
		{"somebody else's token", func(*desk) string { return "abc" }, nil, cases.QueueNew, ""},
		{"trap filled in", func(d *desk) string { return d.token("/vraag-stellen/") }, []string{"faxnummer", "1"}, cases.QueueSuspect, "lokveld"},
		{"within two seconds", func(d *desk) string {
			token := d.token("/vraag-stellen/")
			d.clock.move(-58 * time.Second)
			return token
		}, nil, cases.QueueSuspect, "snel"},
		{"token of a clock ahead", func(d *desk) string {
			token := d.token("/vraag-stellen/")
			d.clock.move(-3 * time.Minute)
			return token
		}, nil, cases.QueueNew, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, setting{})
			v := with(question(), append(test.extra, "formulier", test.token(d))...)
			if got := d.post("/api/question", v).Code; got != http.StatusSeeOther {
				t.Fatalf("got %d, want 303", got)
			}
			found := d.queue(test.queue)
			if len(found) != 1 || strings.Join(found[0].Flags, " ") != test.flag {
				t.Errorf("queue %s: got %d cases, want 1 with flag %q", test.queue, len(found), test.flag)
			}
		})
	}
}

func TestCheckPageOfAFormWithoutTokenIsNotTooFast(t *testing.T) {
	d := newDesk(t, setting{})
	check := d.post("/api/advice", with(advice(), "stap", "")).Body.String()
	_, rest, _ := strings.Cut(check, `name="formulier" value="`)
	token, _, _ := strings.Cut(rest, `"`)
	d.post("/api/advice", with(advice(), "formulier", token))
	if got := len(d.queue(cases.QueueNew)); got != 1 || token == "" {
		t.Errorf("got %d cases in the ordinary queue, want 1", got)
	}
}

func TestUnknownFieldsAreNotStored(t *testing.T) {
	d := newDesk(t, setting{})
	d.post("/api/question", with(question(), "status", "gesloten", "id", "1", "reference", "AAAA", "rol", "beheerder", "regeling", "bestaat-niet"))
	made := d.queue(cases.QueueNew)
	if len(made) != 1 {
		t.Fatalf("got %d cases, want 1", len(made))
	}
	for _, name := range []string{"status", "id", "reference", "rol", "regeling", "taal", "formulier"} {
		if got, ok := made[0].Fields[name]; ok {
			t.Errorf("field %s: got %q, want it left out", name, got)
		}
	}
	if got := made[0].Status; got != cases.StatusNew {
		t.Errorf("status: got %s, want %s", got, cases.StatusNew)
	}
}

func TestConsentIsKeptWithTheTextThatWasShown(t *testing.T) {
	d := newDesk(t, setting{})
	d.post("/api/question", with(question(), "taal", "en"))
	got := d.queue(cases.QueueNew)[0].Consents
	want := cases.Version(d.config.Set.Text("en", "veld.toestemming"))
	if len(got) != 1 || got[0].Purpose != "toestemming" || got[0].Version != want || got[0].Language != "en" {
		t.Errorf("got %+v, want version %s in English", got, want)
	}
}

func TestAdviceIsCheckedBeforeItIsSent(t *testing.T) {
	d := newDesk(t, setting{})
	token := d.token("/advies-aanvragen/")
	filled := with(advice(), "formulier", token, "bedrag", "€ 50.000", "stap", "")
	check := d.post("/api/advice", filled)
	body := check.Body.String()
	if check.Code != http.StatusOK || len(d.queue(cases.QueueNew)) != 0 {
		t.Fatalf("check page: got %d and %d cases, want 200 and none", check.Code, len(d.queue(cases.QueueNew)))
	}
	for _, want := range []string{"Controleer uw antwoorden", "€\u00a050.000", token, `value="wijzigen:ambitie"`, `value="versturen"`, "Groeien"} {
		if !strings.Contains(body, want) {
			t.Errorf("check page: got no %q", want)
		}
	}
	change := d.post("/api/advice", with(filled, "stap", "wijzigen:email"))
	if !strings.Contains(change.Body.String(), "j@voorbeeld.example") || !strings.Contains(change.Body.String(), "autofocus") || change.Code != http.StatusOK {
		t.Errorf("change: got %d, want the form filled in, at the e-mail address", change.Code)
	}
	if got := d.post("/api/advice", with(filled, "stap", "versturen")).Code; got != http.StatusSeeOther {
		t.Errorf("send: got %d, want 303", got)
	}
	if got := d.post("/api/advice", with(filled, "stap", "versturen", "email", "fout")).Code; got != http.StatusUnprocessableEntity {
		t.Errorf("send something else than was checked: got %d, want 422", got)
	}
}

func TestSecretNumbersAreAskedAbout(t *testing.T) {
	var tests = []struct {
		text string
		want int
	}{
		{"mijn bsn is 111222333", 422}, {"bsn 1112.22.333", 422}, {"NL91 ABNA 0417 1643 00", 422}, {"nl91abna0417164300", 422},
		{"kvk 12345678", 303}, {"bel 0612345678", 303}, {"123456789", 303}, {"NL00 ABNA 0417 1643 00", 303}, {"€ 111.222.333 omzet", 422},
	}
	for _, test := range tests {
		d := newDesk(t, setting{})
		w := d.post("/api/question", with(question(), "vraag", test.text))
		if w.Code != test.want {
			t.Errorf("%q: got %d, want %d", test.text, w.Code, test.want)
		}
		if test.want == 422 && !strings.Contains(w.Body.String(), `name="gevoelig"`) {
			t.Errorf("%q: got no way to send it all the same", test.text)
		}
		if got := d.post("/api/question", with(question(), "vraag", test.text, "gevoelig", "ja")).Code; got != 303 {
			t.Errorf("%q, confirmed: got %d, want 303", test.text, got)
		}
	}
}
