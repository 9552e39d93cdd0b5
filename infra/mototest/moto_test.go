package mototest

import (
	"net/http"
	"testing"
)

func TestMotoAnswersOnLoopback(t *testing.T) {
	request, err := http.NewRequestWithContext(t.Context(), "GET", Start(t)+"/moto-api/data.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if got, want := answer.StatusCode, http.StatusOK; got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}
