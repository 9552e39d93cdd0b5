package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// controlSocket is where a running server answers the commands of its own user:
// it holds the store, so no other process can use it.
const controlSocket = "beheer.sock"

// control answers on the socket until ctx ends. Only who may open the data
// folder can reach it. It offers a copy of the store and a check of it, what was
// approved and counted, and does what is to be done to accounts. Without it the
// portal works all the same.
func (d *desk) control(ctx context.Context) {
	l, err := controlListener(filepath.Join(d.settings.data, controlSocket))
	if err != nil {
		d.log.Warn("control", "warning", "no backup while the server runs", "error", err.Error())
		return
	}
	server := http.Server{Handler: d.controlHandler(), ReadHeaderTimeout: 5 * time.Second}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })() // also breaks off a copy under way
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		d.log.Error("control", "error", err.Error())
	}
}

// controlListener takes the place of a socket that a killed server left: the
// lock on the store says that there is no other server.
func controlListener(path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove old socket: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("close socket to others: %w", err), l.Close())
	}
	return l, nil
}

func (d *desk) controlHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /backup", func(w http.ResponseWriter, r *http.Request) {
		if err := d.store.Backup(w); err != nil {
			d.log.Error("backup", "error", err.Error())
			panic(http.ErrAbortHandler) // so that the other side sees that the copy is not whole
		}
		d.log.Info("backup")
	})
	mux.HandleFunc("GET /verify", func(w http.ResponseWriter, r *http.Request) {
		n, err := checkCases(r.Context(), d.store)
		if err = errors.Join(err, d.store.Verify(r.Context())); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprint(w, n)
	})
	mux.HandleFunc("GET /records", recordsHandler(d.store, d.taxonomy, d.settings.now))
	mux.HandleFunc("GET /figures", figuresHandler(d.store, d.terms, d.settings.now))
	d.controlStaff(mux)
	return mux
}

// askServer gives the answer of the server that runs on a data folder.
func askServer(ctx context.Context, folder, what string) (io.ReadCloser, error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(folder, controlSocket))
	}}}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://loket/"+what, nil)
	if err != nil {
		return nil, fmt.Errorf("ask the running server: %w", err)
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("the store is in use, and its user does not answer on %s: %w", controlSocket, err)
	}
	if answer.StatusCode == http.StatusOK {
		return answer.Body, nil
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<16))
	return nil, errors.Join(fmt.Errorf("the running server answers: %s", text), err, answer.Body.Close())
}
