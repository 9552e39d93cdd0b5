package forms_test

import (
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"testing"

	"mkbloket/internal/cloud/httpapi"
	"mkbloket/internal/cloud/httpapi/httpapitest"
)

// adapted makes every handler of the tests answer through the adapter for an
// HTTP API, by way of the JSON of an event and of an answer.
const adapted = "FORMS_TEST_ADAPTED"

// runTwice runs the tests against the handler itself and then, when they pass,
// as a function on AWS has it. What an adapter has no part in runs once:
// benchmarks, fuzzing, a killed local server, a body that breaks off.
func runTwice(m *testing.M) int {
	if code := m.Run(); code != 0 || other() {
		return code
	}
	fmt.Println("again, through the adapter for an HTTP API:")
	if err := os.Setenv(adapted, "1"); err != nil {
		fmt.Println(err)
		return 1
	}
	return m.Run()
}

// other is whether more than tests was asked for.
func other() bool {
	for _, name := range []string{"test.bench", "test.fuzz", "test.list"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return true
		}
	}
	return false
}

// direct is whether the handler is called as it is.
func direct() bool { return os.Getenv(adapted) == "" }

// served is h as the tests call it.
func served(h http.Handler) http.Handler {
	if direct() {
		return h
	}
	return httpapitest.Handler(httpapi.Handler(h, httpapi.Config{
		Host: "example.com", OriginSecret: httpapitest.Secret, Log: slog.New(slog.DiscardHandler),
	}))
}

func TestTheAdapterHasItsTurn(t *testing.T) {
	d := newDesk(t, setting{})
	got := d.get("/vraag-stellen/").Header().Get("X-Frame-Options") != ""
	if want := !direct(); got != want { // the adapter adds the headers of a server, the handler does not
		t.Errorf("got headers of the server: %v, want %v", got, want)
	}
}
