package main

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

// What Anna typed, in every field; none of it may be left after erasing.
const (
	annaAddress = "anna.kanarie@example.org"
	canary      = "kanarie-4711"
)

func annasQuestion() url.Values {
	return url.Values{
		"onderwerp": {canary + " onderwerp"}, "vraag": {canary + " vraag"}, "naam": {canary + " Anna"}, "bedrijf": {canary + " bv"},
		"email": {"Anna.Kanarie@Example.org"}, "contactvoorkeur": {"email"}, "toestemming": {"ja"},
	}
}

func bertsQuestion(text string) url.Values {
	return url.Values{
		"onderwerp": {"Bert vraagt iets"}, "vraag": {text}, "naam": {"Bert Voorbeeld"},
		"email": {"bert@example.org"}, "contactvoorkeur": {"email"}, "toestemming": {"ja"},
	}
}

// annasFolder is a data folder with two questions of Anna and one of Bert that
// mentions her, all with their mail, and content that names her.
func annasFolder(t *testing.T) (data, content string) {
	t.Helper()
	data, content = filepath.Join(t.TempDir(), "var"), filepath.Join(t.TempDir(), "content")
	sendQuestion(t, data, annasQuestion())
	second := annasQuestion()
	second.Set("vraag", strings.Repeat(canary+" lang ", 250))
	sendQuestion(t, data, second)
	sendQuestion(t, data, bertsQuestion("Vraag het ook aan anna.kanarie@example.org, zij weet het."))
	writeFile(t, filepath.Join(data, mailFolder, "2222-2222-bevestiging.eml"), "To: bert@example.org\r\n\r\nOver anna.kanarie@exampl=\r\ne.org gesproken.\r\n")
	writeFile(t, filepath.Join(data, mailFolder, "2222-3333-bevestiging.eml"), "To: bert@example.org\r\n\r\nNiets.\r\n")
	writeFile(t, filepath.Join(content, "adviseurs", "anna.md"), "Mail Anna.Kanarie@example.org\n")
	writeFile(t, filepath.Join(content, "adviseurs", "bert.md"), "Mail bert@example.org\n")
	writeFile(t, filepath.Join(content, "site.yaml"), "balie: balie@example.org\n")
	return data, content
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// everyByte is what the files below a folder hold, with their names.
func everyByte(t *testing.T, folder string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err != nil || !info.Mode().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		all.WriteString(path + "\n" + string(data) + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.ToLower(all.String())
}

func TestNothingOfAPersonIsLeftAfterErasing(t *testing.T) {
	data, content := annasFolder(t)
	args := []string{"person", "erase", annaAddress, "-data", data, "-content", content}
	before := everyByte(t, data)
	if !strings.Contains(before, annaAddress) || !strings.Contains(before, canary) {
		t.Fatal("the folder does not hold what should be erased")
	}
	dry := output(t, 0, args...)
	if everyByte(t, data) != before {
		t.Error("a dry run changed something")
	}
	for _, want := range []string{"zaken (vraag): 2", "zaken van anderen waarin het adres vervangen wordt: 1", "Er is niets veranderd", filepath.Join("adviseurs", "anna.md")} {
		if !strings.Contains(dry, want) {
			t.Errorf("dry run: got\n%s\nwant %q in it", dry, want)
		}
	}
	got := output(t, 0, append(args, "-uitvoeren")...)
	if !strings.Contains(got, "het adres staat nergens meer in de datamap") || strings.Contains(got, "bert.md") {
		t.Errorf("got\n%s", got)
	}
	after := everyByte(t, data)
	for _, gone := range []string{annaAddress, canary, "gesproken"} {
		if strings.Contains(after, gone) {
			t.Errorf("%q is still in the data folder", gone)
		}
	}
	for _, stays := range []string{"bert@example.org", "bert vraagt iets", "[gewist], zij weet het", "2222-3333-bevestiging.eml"} {
		if !strings.Contains(after, stays) {
			t.Errorf("%q is gone: it is of another", stays)
		}
	}
	proof, err := filepath.Glob(filepath.Join(data, "gewist-*.txt"))
	if err != nil || len(proof) != 1 {
		t.Fatalf("got certificates %v, %v, want one", proof, err)
	}
	text, err := os.ReadFile(proof[0])
	if err != nil || !regexp.MustCompile(`wie: [0-9a-f]{32} `).Match(text) || !strings.Contains(string(text), "zaken (vraag): 2") || strings.Contains(string(text), "anna") {
		t.Errorf("certificate: got\n%s\n%v", text, err)
	}
	output(t, 0, "verify", "-data", data)
}

func TestWhatARestoreBringsBackIsErasedAgain(t *testing.T) {
	data, content := annasFolder(t)
	file, restored := filepath.Join(t.TempDir(), "loket.tar"), filepath.Join(t.TempDir(), "var")
	output(t, 0, "backup", "-data", data, "-out", file)
	output(t, 0, "person", "erase", annaAddress, "-data", data, "-content", content, "-uitvoeren")
	output(t, 0, "restore", "-in", file, "-data", restored)
	if !strings.Contains(everyByte(t, restored), canary) {
		t.Fatal("the restored folder does not hold what was erased: this shows nothing")
	}
	again := []string{"person", "erase", "-opnieuw", "-lijst", filepath.Join(data, erasedFile), "-data", restored, "-content", content}
	if got := output(t, 0, again...); !strings.Contains(got, "zaken (vraag): 2") {
		t.Errorf("dry run: got\n%s\nwant two cases", got)
	}
	output(t, 0, append(again, "-uitvoeren")...)
	if after := everyByte(t, restored); strings.Contains(after, canary) || strings.Contains(after, annaAddress) || !strings.Contains(after, "bert@example.org") {
		t.Error("want Anna gone again and Bert there")
	}
}

func TestExportGivesAPersonEverythingInTwoForms(t *testing.T) {
	data, content := annasFolder(t)
	out := filepath.Join(t.TempDir(), "anna")
	output(t, 0, "person", "export", annaAddress, "-data", data, "-content", content, "-out", out)
	text, err := os.ReadFile(filepath.Join(out, "person.json"))
	if err != nil {
		t.Fatal(err)
	}
	var e struct {
		Cases    []map[string]any
		Mentions []map[string]any
	}
	if err := json.Unmarshal(text, &e); err != nil || len(e.Cases) != 2 || len(e.Mentions) != 1 {
		t.Errorf("got %d cases, %d mentions, %v, want 2 and 1", len(e.Cases), len(e.Mentions), err)
	}
	page, err := os.ReadFile(filepath.Join(out, "person.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<html lang="nl">`, canary + " vraag", "uw toestemming", "wat ermee gebeurde", "anna.md", "fields.vraag"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	all := everyByte(t, out)
	if strings.Contains(all, "zij weet het") || strings.Contains(all, "bert") {
		t.Error("the export holds what another sent")
	}
	if info, err := os.Stat(filepath.Join(out, "person.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want 0600", info, err)
	}
	output(t, 1, "person", "export", annaAddress, "-data", data, "-content", content, "-out", out) // never into a full folder
}

// TestExportLeavesMailToAdvisersOut is about a case of which an adviser or the
// owner of a profile got mail: with a link that is theirs to act with.
func TestExportLeavesMailToAdvisersOut(t *testing.T) {
	data, content := annasFolder(t)
	own, err := filepath.Glob(filepath.Join(data, mailFolder, "*-bevestiging.eml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range own {
		name := strings.Replace(path, "-bevestiging", "-bericht", 1)
		writeFile(t, name, "From: loket@example.org\r\nTo: bert@example.org\r\nReply-To: anna.kanarie@example.org\r\n\r\nhttps://loket.example/antwoorden/?s=sleutel\r\n")
	}
	out := filepath.Join(t.TempDir(), "anna")
	output(t, 0, "person", "export", annaAddress, "-data", data, "-content", content, "-out", out)
	all := everyByte(t, out)
	if strings.Contains(all, "sleutel") || strings.Contains(all, "bert@") {
		t.Error("the export holds mail that somebody else got")
	}
	if !strings.Contains(all, "-bevestiging.eml") {
		t.Error("the export lacks the mail that Anna got")
	}
}

// TestWhoCalledIsErasedByReference is about somebody without an address: the
// desk took the case down on the telephone.
func TestWhoCalledIsErasedByReference(t *testing.T) {
	data, content := annasFolder(t)
	db, err := bolt.Open(filepath.Join(data, storeFile), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for ref, person := range map[string]string{"2222-2223": "hash-van-carla", "2222-2224": "hash-van-carla", "2222-2225": "hash-van-dirk", "2222-2226": cases.Anonymous} {
		r, err := cases.Encode(&cases.Case{Format: cases.Format, Reference: ref, Kind: domain.KindQuestion, Status: domain.StatusClosed, Person: person,
			CreatedAt: time.Now(), Fields: map[string][]string{"naam": {"naam-" + person}, "telefoon": {"0439999999"}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Create(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	own, err := filepath.Glob(filepath.Join(data, mailFolder, "*-melding.eml"))
	if err != nil || len(own) == 0 {
		t.Fatal("no mail shows the reference of a case of Anna", err)
	}
	annas := caseOf(filepath.Base(own[0]))
	for _, wrong := range []string{"2222-2226", "2222-2229", annas} {
		output(t, 1, "person", "erase", wrong, "-data", data, "-content", content, "-uitvoeren")
		output(t, 1, "person", "export", wrong, "-data", data, "-content", content, "-out", filepath.Join(t.TempDir(), "x"))
	}
	out := filepath.Join(t.TempDir(), "carla")
	output(t, 0, "person", "export", "2222-2223", "-data", data, "-content", content, "-out", out)
	if got := everyByte(t, out); strings.Count(got, "naam-hash-van-carla") < 2 || strings.Contains(got, "hash-van-dirk") {
		t.Errorf("got\n%s\nwant both cases of who called", got)
	}
	got := output(t, 0, "person", "erase", "2222 2223", "-data", data, "-content", content, "-uitvoeren")
	if after := everyByte(t, data); strings.Contains(after, "naam-hash-van-carla") || !strings.Contains(after, "hash-van-dirk") || !strings.Contains(after, annaAddress) {
		t.Errorf("got\n%s\nwant who called gone and the others there", got)
	}
	if again := output(t, 0, "person", "erase", "-opnieuw", "-data", data, "-content", content); !strings.Contains(again, "zaken (vraag): 0") {
		t.Errorf("got\n%s\nwant nothing left to erase again", again)
	}
}

func TestExportShowsWhatSomebodyTypedAsText(t *testing.T) {
	data := filepath.Join(t.TempDir(), "var")
	v := annasQuestion()
	v.Set("vraag", `<script>alert(1)</script> & "x"`)
	v.Set("onderwerp", "question") // is also a word of the program
	sendQuestion(t, data, v)
	out := filepath.Join(t.TempDir(), "anna")
	output(t, 0, "person", "export", annaAddress, "-data", data, "-out", out)
	page, err := os.ReadFile(filepath.Join(out, "person.html"))
	if err != nil || strings.Contains(string(page), "<script") || !strings.Contains(string(page), "&lt;script&gt;") || !strings.Contains(string(page), ">question<") {
		t.Errorf("got a page with a script in it, or with other words than were typed, %v", err)
	}
}

func TestCaseOnHoldIsNotErasedAndItsMailStays(t *testing.T) {
	data, content := annasFolder(t)
	err := withPlace(data, func(s store.Store) error {
		return eachMailer(t.Context(), s, func(r store.Record, c *cases.Case) error {
			if c.Fields["vraag"][0] != canary+" vraag" {
				return nil
			}
			c.Hold = true
			writeFile(t, filepath.Join(data, mailFolder, r.ID+"-bevestiging.eml"), "To: "+annaAddress+"\r\n\r\nTekst.\r\n")
			return replaceCase(t.Context(), s, r, c)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	got := output(t, 0, "person", "erase", annaAddress, "-data", data, "-content", content, "-uitvoeren")
	if !strings.Contains(got, "zaken (vraag): 1") || !strings.Contains(got, "is vastgehouden") || !strings.Contains(got, "het adres staat nog in") {
		t.Errorf("got\n%s\nwant one erased, one on hold, and where the address still is", got)
	}
	if after := everyByte(t, data); !strings.Contains(after, canary+" vraag") || !strings.Contains(after, "to: "+annaAddress) {
		t.Error("the case on hold, or its mail, is gone")
	}
}

func TestPersonOnATable(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	writeFile(t, secret, strings.Repeat("s", 32))
	c := exampleCase(1)
	c.Status = domain.StatusInProgress
	place := placeWith(t, "table", c, exampleCase(2))
	list, proof := filepath.Join(t.TempDir(), "gewist.jsonl"), filepath.Join(t.TempDir(), "bewijs.txt")
	output(t, 2, "person", "erase", "voorbeeld@example.org", "-data", place, "-geheim", secret) // where do list and certificate go?
	output(t, 1, "person", "export", "voorbeeld@example.org", "-data", place, "-out", t.TempDir())
	output(t, 0, "person", "export", "voorbeeld@example.org", "-data", place, "-geheim", secret, "-out", filepath.Join(t.TempDir(), "x"))
	got := output(t, 0, "person", "erase", "voorbeeld@example.org", "-data", place, "-geheim", secret, "-lijst", list, "-bewijs", proof, "-uitvoeren")
	if !strings.Contains(got, "zaken (vraag): 2") || !exists(list) || !exists(proof) {
		t.Errorf("got\n%s\nwant two cases, a list and a certificate", got)
	}
	if got := output(t, 0, "verify", "-data", place); !strings.Contains(got, "0 zaken") {
		t.Errorf("got %q, want an empty table", got)
	}
}

func TestAddressOfTheDeskIsNotErased(t *testing.T) {
	data, content := annasFolder(t)
	var messages bytes.Buffer
	if code := run(t.Context(), []string{"person", "erase", "balie@example.org", "-data", data, "-content", content, "-uitvoeren"}, streams{&messages, &messages}); code != 1 || !strings.Contains(messages.String(), "site.yaml") {
		t.Errorf("got %d, %q, want a refusal", code, &messages)
	}
}

// TestCommandsTellNobodysData runs each of the commands that read what people
// sent in, well and badly, and looks for it in what they print.
func TestCommandsTellNobodysData(t *testing.T) {
	data, content := annasFolder(t)
	file, restored := filepath.Join(t.TempDir(), "loket.tar"), filepath.Join(t.TempDir(), "var")
	var printed bytes.Buffer
	for _, args := range [][]string{
		{"cases", "-data", data}, {"outbox", "list", "-data", data}, {"outbox", "retry", "-alles", "-data", data},
		{"retention", "-data", data}, {"retention", "-data", data, "-uitvoeren"},
		{"backup", "-data", data, "-out", file}, {"backup", "-data", data, "-out", file}, {"verify", "-in", file}, {"verify", "-data", data},
		{"restore", "-in", file, "-data", restored}, {"restore", "-in", file, "-data", restored},
		{"person", "export", annaAddress, "-data", data, "-content", content, "-out", filepath.Join(t.TempDir(), "x")},
		{"person", "export", canary, "-data", data, "-out", filepath.Join(t.TempDir(), "y")},
		{"person", "erase", canary + "@", "-data", data}, {"person", "erase", annaAddress, "-data", data, "-content", content},
		{"person", "erase", annaAddress, "-data", data, "-content", content, "-uitvoeren"},
		{"person", "erase", "-opnieuw", "-data", restored, "-lijst", filepath.Join(data, erasedFile), "-content", content, "-uitvoeren"},
	} {
		before := printed.Len()
		run(t.Context(), args, streams{&printed, &printed})
		if args[0] != "verify" && printed.Len() == before {
			t.Errorf("%v printed nothing", args[:2])
		}
	}
	for _, secret := range []string{annaAddress, canary, "bert@", "zij weet het", "Voorbeeld"} {
		if strings.Contains(strings.ToLower(printed.String()), strings.ToLower(secret)) {
			t.Errorf("%q was printed:\n%s", secret, &printed)
		}
	}
}

func TestPersonSaysHowItIsCalled(t *testing.T) {
	for _, args := range [][]string{{"person"}, {"person", "weg"}, {"person", "export", annaAddress}, {"person", "erase"}, {"person", "erase", annaAddress, "-opnieuw"}} {
		var messages bytes.Buffer
		if got := run(t.Context(), args, streams{&messages, &messages}); got != 2 || messages.Len() == 0 {
			t.Errorf("%v: got %d, %q, want 2 and an explanation", args, got, &messages)
		}
	}
}
