package mototest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"
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

func TestServerThatDoesNotListenIsNotWaitedForWithoutEnd(t *testing.T) {
	cases := []struct {
		name, script string
		within       time.Duration
		want         error
		said         string
	}{
		{"silent", "exec sleep 600", 50 * time.Millisecond, context.DeadlineExceeded, ""},
		{"ends", "echo no port >&2", time.Minute, io.EOF, "no port"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			server := exec.CommandContext(t.Context(), "sh", "-c", c.script)
			ctx, cancel := context.WithTimeout(t.Context(), c.within)
			defer cancel()
			_, err := start(ctx, server)
			stop(server)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.said) {
				t.Errorf("got %v, want %v and %q", err, c.want, c.said)
			}
		})
	}
}
