package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mkbloket/generator/content/contenttest"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/handover"
	"mkbloket/templates"
)

// elsewhere is a whole desk with cases behind TLS, that knows the content of a
// folder; the key is in the environment.
func elsewhere(t *testing.T, dir string, made ...*cases.Case) *httptest.Server {
	t.Helper()
	place := placeWith(t, "folder", made...)
	secret := bytes.Repeat([]byte{5}, secretSize)
	if err := os.WriteFile(filepath.Join(place, secretFile), secret, 0o600); err != nil {
		t.Fatal(err)
	}
	p, problems, err := load(options{content: dir, templates: templates.Embedded(), today: time.Now()})
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	d, err := openDesk(t.Context(), settings{content: dir, data: place}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.use(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(d.serveStaff))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of who does not trust its certificate
	server.StartTLS()
	t.Cleanup(func() {
		server.Close()
		if err := d.close(); err != nil {
			t.Error(err)
		}
	})
	t.Setenv(keyVariable, handover.Key(secret))
	return server
}

// fetched runs both exports against a desk elsewhere, with a client.
func fetched(t *testing.T, dir, desk string, client *http.Client) (int, string) {
	t.Helper()
	var out bytes.Buffer
	s := streams{&out, &out}
	args := []string{"-content", dir, "-data", desk}
	return exitCode(errors.Join(exportRecords(t.Context(), args, s, client), exportFigures(t.Context(), args, s, client)), s), out.String()
}

func TestADeskElsewhereHandsOverThroughHTTPS(t *testing.T) {
	dir := contenttest.Folder(t, nil)
	drafted := draftCase(2, "mag-dat")
	desk := elsewhere(t, dir, append(askedCases(12)[2:], profileCase(1, domain.ProfilePublished, "jan", nil), drafted)...)
	code, got := fetched(t, dir, desk.URL, desk.Client())
	if code != 0 || !strings.Contains(got, "2 nieuw, 0 gewijzigd, 0 weg geschreven") || !strings.Contains(got, "cijfers.yaml is geschreven") {
		t.Fatalf("got %d\n%s\nwant two files and the figures", code, got)
	}
	after := tree(t, dir)
	if !strings.Contains(after["adviseurs/jan.md"], "titel: Naam van jan") || !strings.Contains(after["vragen/mag-dat.md"], "concept: true") {
		t.Errorf("got %q and %q, want both files", after["adviseurs/jan.md"], after["vragen/mag-dat.md"])
	}
	if all := fmt.Sprint(after, got); strings.Contains(all, "geheim@") || strings.Contains(all, "Een vraag.") || strings.Contains(all, "2222-222") {
		t.Error("got something of a case that is not for everybody")
	}
	if code, got = fetched(t, dir, desk.URL+"/", desk.Client()); code != 0 || !strings.Contains(got, "0 nieuw, 0 gewijzigd, 0 weg") || !strings.Contains(got, "cijfers.yaml is niet veranderd") {
		t.Errorf("got %d\n%s\nthe second time, want no change", code, got)
	}
	strange := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{}}}
	if code, got = fetched(t, dir, desk.URL, strange); code != 1 || !strings.Contains(got, "certificate") {
		t.Errorf("a certificate that nobody knows: got %d\n%s\nwant it refused", code, got)
	}
}

func TestADeskElsewhereAsksForItsKey(t *testing.T) {
	dir := contenttest.Folder(t, nil)
	desk := elsewhere(t, dir)
	key := os.Getenv(keyVariable)
	file := filepath.Join(t.TempDir(), "sleutel")
	if err := os.WriteFile(file, []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	tests := []struct {
		name, variable, file, want string
	}{
		{"none", "", "", "in LOKET_SLEUTEL staat geen sleutel"},
		{"no key", "wachtwoord", "", "in LOKET_SLEUTEL staat geen sleutel"},
		{"another", strings.Repeat("0", 64), "", "the desk says 404"},
		{"no file", key, file + ".weg", "read key"},
		{"in a file", "", file, ""},
	}
	for _, test := range tests {
		t.Setenv(keyVariable, test.variable)
		err := exportFigures(t.Context(), []string{"-content", dir, "-data", desk.URL, "-sleutel", test.file}, streams{&out, &out}, desk.Client())
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
		if strings.Contains(fmt.Sprint(err, &out), key) {
			t.Errorf("%s: got the key in %v %s", test.name, err, &out)
		}
	}
}

func TestAHandOverThatIsNotRightChangesNothing(t *testing.T) {
	dir := contenttest.Folder(t, map[string]string{"adviseurs/oud.md": "---\ntitel: Oud\nsamenvatting: Oud.\nthemas: [innovatie]\nregios: [zuid]\ntalen: [nl]\nvia_loket: true\n---\n\nTekst.\n"})
	before := tree(t, dir)
	good := `{"versie":1,"leeg":false,"ongeschikt":0,"bestanden":[{"pad":"cijfers.yaml","tekst":"stand_op: 2026-11-23\nvan: 2025-11-01\ntot_en_met: 2026-10-31\ntabellen: []\n"}]}`
	elsewhere := "https://elders.example.org/"
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   string
	}{
		{"another path", says(strings.Replace(good, `[{`, `[{"pad":"../x.md","tekst":"x"},{`, 1)), "no such file"},
		{"another key", says(strings.Replace(good, `{`, `{"meer":1,`, 1)), "no hand-over"},
		{"somebody unfit", says(strings.Replace(good, `"ongeschikt":0`, `"ongeschikt":3`, 1)), "niet geschikt als bestand: 3"},
		{"a desk that never published", says(strings.Replace(good, `"leeg":false`, `"leeg":true`, 1)), "is dit de goede opslag?"},
		{"figures that tell too much", says(strings.Replace(good, `tabellen: []`, `tabellen: [{naam: vragen-thema, rijen: [{rij: innovatie, aantallen: [\"3\"]}]}]`, 1)), "cijfers.yaml"},
		{"a page", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<!doctype html>") }, "what answers there is no desk"},
		{"another place", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere, http.StatusFound) }, "the desk says 302"},
		{"a fault", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", http.StatusBadGateway) }, "the desk says 502"},
		{"no end", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(bytes.Repeat([]byte(" "), handover.Most+1))
		}, "too large"},
	}
	t.Setenv(keyVariable, strings.Repeat("0", 64))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var asked []string
			server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked = append(asked, r.Host)
				test.answer(w, r)
			}))
			defer server.Close()
			var out bytes.Buffer
			s := streams{&out, &out}
			args := []string{"-content", dir, "-data", server.URL}
			export := exportRecords
			if strings.HasPrefix(test.name, "figures") {
				export = exportFigures
			}
			code := exitCode(export(t.Context(), args, s, server.Client()), s)
			if code != 1 || !strings.Contains(out.String(), test.want) || len(asked) != 1 {
				t.Errorf("got %d, %d requests\n%s\nwant 1 and %q", code, len(asked), &out, test.want)
			}
			if !maps.Equal(tree(t, dir), before) {
				t.Error("got another content folder, want nothing written")
			}
		})
	}
}

// says answers with JSON.
func says(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
	}
}

func TestTheKeyGoesOverHTTPSOnly(t *testing.T) {
	tests := map[string]string{
		"https://balie.example.org":       "https://balie.example.org/balie/overdracht/",
		"https://balie.example.org:8443/": "https://balie.example.org:8443/balie/overdracht/",
		"http://127.0.0.1:8080":           "http://127.0.0.1:8080/balie/overdracht/",
		"http://[::1]:8080":               "http://[::1]:8080/balie/overdracht/",
		"http://localhost:8080":           "http://localhost:8080/balie/overdracht/",
		"http://balie.example.org":        "", "http://localhost.example.org": "", "http://10.0.0.1": "", "https://": "",
		"https://balie.example.org/balie/": "", "https://a:b@balie.example.org": "", "https://balie.example.org?x=1": "", "https://balie.example.org#x": "",
	}
	for desk, want := range tests {
		if got, err := handoverAddress(desk); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q %v, want %q", desk, got, err, want)
		}
	}
}

func TestADeskElsewhereGoesByItsOwnClock(t *testing.T) {
	for _, export := range []func(context.Context, []string, streams, *http.Client) error{exportRecords, exportFigures} {
		var messages bytes.Buffer
		err := export(t.Context(), []string{"-data", "https://balie.example.org", "-date", "2026-11-23"}, streams{io.Discard, &messages}, nil)
		if !errors.Is(err, errUsage) || !strings.Contains(messages.String(), "laat -date weg") {
			t.Errorf("got %v and %q, want to hear it", err, &messages)
		}
	}
}

func TestTheKeyIsShownOfASecret(t *testing.T) {
	place := filepath.Join(t.TempDir(), "var")
	if err := os.Mkdir(place, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := output(t, 1, "records", "key", "-data", place); got != "" {
		t.Errorf("without a secret: got %q, want nothing", got)
	}
	file := filepath.Join(place, secretFile)
	for _, test := range []struct{ size, code int }{{secretSize - 1, 1}, {secretSize, 0}} {
		secret := bytes.Repeat([]byte{7}, test.size)
		if err := os.WriteFile(file, secret, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"-data", place}, {"-geheim", file}} {
			got := output(t, test.code, append([]string{"records", "key"}, args...)...)
			if is := got == handover.Key(secret)+"\n"; is != (test.code == 0) {
				t.Errorf("%d bytes, %q: got %q", test.size, args, got)
			}
		}
	}
}
