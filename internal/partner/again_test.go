package partner_test

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
const adapted = "PARTNER_TEST_ADAPTED"

// TestMain runs the tests against the handler itself and then, when they pass,
// as a function on AWS has it.
func TestMain(m *testing.M) {
	code := m.Run()
	if list := flag.Lookup("test.list"); code == 0 && list.Value.String() == "" {
		fmt.Println("again, through the adapter for an HTTP API:")
		if err := os.Setenv(adapted, "1"); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		code = m.Run()
	}
	os.Exit(code)
}

// served is h as the tests call it.
func served(h http.Handler) http.Handler {
	if os.Getenv(adapted) == "" {
		return h
	}
	return httpapitest.Handler(httpapi.Handler(h, httpapi.Config{
		Host: "example.com", OriginSecret: httpapitest.Secret, Log: slog.New(slog.DiscardHandler),
	}))
}

func TestTheAdapterHasItsTurn(t *testing.T) {
	got := newDesk(t).get("/mijn-profiel/").Header().Get("X-Frame-Options") != ""
	if want := os.Getenv(adapted) != ""; got != want { // the adapter adds the headers of a server
		t.Errorf("got headers of the server: %v, want %v", got, want)
	}
}
