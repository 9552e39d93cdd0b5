package functions

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/httpapi"
	"mkbloket/internal/cloud/httpapi/httpapitest"
	"mkbloket/internal/cloud/runtimetest"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
)

func TestMain(m *testing.M) { os.Exit(runtimetest.Main(m)) }

// folders are the folders beside this file.
func folders(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

func TestEveryFunctionHasAFolderAndEveryFolderAFunction(t *testing.T) {
	want := slices.Sorted(slices.Values(cloud.Functions()))
	if got := folders(t); !slices.Equal(got, want) {
		t.Errorf("folders: got %v, want %v", got, want)
	}
	for _, name := range want {
		if len(cloud.Variables(name)) == 0 {
			t.Errorf("%s needs no variables, want at least the table", name)
		}
	}
}

// TestEveryKindOfFormHasAFunction compares the functions with the kinds of forms
// and with the addresses of forms. That whatever else serve answers with has a
// function too is a test of the generator.
func TestEveryKindOfFormHasAFunction(t *testing.T) {
	var places, kinds []string
	for _, p := range forms.Places([]string{"nl", "en", "de"}) {
		places = append(places, string(p.Kind))
	}
	for _, k := range domain.Kinds() {
		kinds = append(kinds, string(k))
	}
	if got := cloud.Forms(); !slices.Equal(got, kinds) || !slices.Equal(got, places) {
		t.Errorf("functions of forms: got %v, want the kinds %v, which have addresses of the forms %v", got, kinds, places)
	}
}

// TestEachFunctionAnswersEveryForm asks every function for every page of every
// form: routes decide which function gets what, and one that was overlooked ends
// at a function that can answer.
func TestEachFunctionAnswersEveryForm(t *testing.T) {
	folder := runtimetest.Build(t)
	for _, name := range cloud.Forms() {
		t.Run(name, func(t *testing.T) {
			f := runtimetest.Start(t, folder+"/"+name+"/bootstrap", environment()...)
			for _, place := range forms.Places([]string{"nl", "en", "de"}) {
				for _, path := range place.Pages {
					if got, want := ask(t, f, "GET", path, "").Status, http.StatusOK; got != want {
						t.Errorf("GET %s: got %d, want %d", path, got, want)
					}
				}
				if got, want := ask(t, f, "POST", place.Action, "naam=x").Status, http.StatusUnprocessableEntity; got != want {
					t.Errorf("POST %s: got %d, want %d", place.Action, got, want)
				}
			}
			if got, want := ask(t, f, "GET", "/elders/", "").Status, http.StatusNotFound; got != want {
				t.Errorf("GET /elders/: got %d, want %d", got, want)
			}
		})
	}
}

// TestFunctionSaysWhatItLacks starts every function without its variables.
func TestFunctionSaysWhatItLacks(t *testing.T) {
	folder := runtimetest.Build(t)
	for _, name := range folders(t) {
		t.Run(name, func(t *testing.T) {
			f := runtimetest.Start(t, folder+"/"+name+"/bootstrap")
			if err := f.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			var line struct{ Level, Function, Error string }
			if err := json.Unmarshal([]byte(f.Log()), &line); err != nil {
				t.Fatalf("log: got %q, want one line of JSON", f.Log())
			}
			if line.Function != name || line.Level != "ERROR" {
				t.Errorf("got %+v, want an error of %s", line, name)
			}
			for _, variable := range cloud.Variables(name) {
				if !strings.HasPrefix(variable, "OIDC_") && !strings.Contains(line.Error, variable+" is not set") { // a desk can do without
					t.Errorf("got %q, want %s in it", line.Error, variable)
				}
			}
		})
	}
}

// environment is what the form functions get; there is no table behind it.
func environment() []string {
	return []string{
		"TABLE=loket", "BASE=https://loket.example", "ORIGIN_SECRET=" + httpapitest.Secret,
		"SECRET=" + base64.StdEncoding.EncodeToString(make([]byte, 32)),
		"AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:1",
	}
}

func ask(t *testing.T, f *runtimetest.Function, method, path, body string) httpapi.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	event, err := httpapitest.Event(r)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := f.Invoke(t.Context(), event)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", method, path, err, f.Log())
	}
	var out httpapi.Response
	if err := json.Unmarshal(answer, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
