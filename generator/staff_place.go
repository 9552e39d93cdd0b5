package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
)

// place is where a command on the desk's own records does its work.
type place struct{ data, secret string }

func (p *place) set(f interface {
	StringVar(p *string, name, value, usage string)
}) {
	f.StringVar(&p.data, "data", "var", "data folder, or dynamodb:TABLE")
	f.StringVar(&p.secret, "geheim", "", "file with the secret of the desk (default: secret in the data folder)")
}

// job is a command that a running server can do too.
type job interface {
	run(ctx context.Context, db store.Store, secret []byte, out io.Writer) error
}

// do carries out a job on the store, or has the server do it that holds the
// store. A data folder is made only when fresh is set.
func (p place) do(ctx context.Context, name string, j job, fresh bool, out io.Writer) (err error) {
	if fresh && !isTable(p.data) {
		if err := os.MkdirAll(p.data, 0o700); err != nil {
			return fmt.Errorf("make data folder: %w", err)
		}
	}
	db, closeStore, err := openPlace(p.data, fresh)
	if errors.Is(err, bolt.ErrLocked) {
		return sendJob(ctx, p.data, name, j, out)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	secret, err := p.readSecret(ctx, db)
	if err != nil {
		return err
	}
	return j.run(ctx, db, secret, out)
}

// readSecret reads the secret that belongs to the store. In a data folder
// without anything it is made, as serve does.
func (p place) readSecret(ctx context.Context, db store.Store) ([]byte, error) {
	if p.secret == "" && isTable(p.data) {
		return nil, errors.New("noem met -geheim het bestand met het geheim van het loket")
	}
	path := p.secret
	if path == "" {
		path = filepath.Join(p.data, secretFile)
	}
	return readSecret(path, func() (bool, error) {
		if p.secret != "" {
			return false, nil // it was named, so it must be there
		}
		found, _, err := db.All(ctx, "")
		return len(found) == 0, err
	})
}

// sendJob has the server that runs on a data folder do a job.
func sendJob(ctx context.Context, folder, name string, j job, out io.Writer) (err error) {
	body, err := json.Marshal(j)
	if err != nil {
		return fmt.Errorf("encode command: %w", err)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(folder, controlSocket))
	}}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://loket/"+name, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("ask the running server: %w", err)
	}
	answer, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("the store is in use, and its user does not answer on %s: %w", controlSocket, err)
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	if answer.StatusCode != http.StatusOK {
		text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<16))
		return errors.Join(fmt.Errorf("the running server answers: %s", bytes.TrimSpace(text)), err)
	}
	if _, err := io.Copy(out, answer.Body); err != nil {
		return fmt.Errorf("read answer of the running server: %w", err)
	}
	return nil
}

// controlStaff lets the control socket do the commands on accounts and on the
// audit log. Only the user of the data folder can reach it.
func (d *desk) controlStaff(mux *http.ServeMux) {
	mux.HandleFunc("POST /staff", doJob[staffJob](d))
	mux.HandleFunc("POST /audit", doJob[auditJob](d))
}

// maxJob is the size of a command in bytes.
const maxJob = 1 << 16

// doJob does the job in the body of a request on the store of the server.
func doJob[J job](d *desk) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var j J
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxJob)).Decode(&j); err != nil {
			http.Error(w, "the command cannot be read", http.StatusBadRequest)
			return
		}
		var out bytes.Buffer
		if err := j.run(r.Context(), d.store, d.secret, &out); err != nil {
			http.Error(w, out.String()+err.Error(), http.StatusUnprocessableEntity)
			return
		}
		_, _ = out.WriteTo(w) // who asked has gone: nothing to do
	}
}
