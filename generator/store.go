package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mkbloket/internal/account"
	"mkbloket/internal/cases"
	"mkbloket/internal/store"
	"mkbloket/internal/store/bolt"
	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/transfer"
)

// tablePrefix marks a place as a DynamoDB table.
const tablePrefix = "dynamodb:"

// storeCommand works on a store as a whole. Copy is all there is.
func storeCommand(ctx context.Context, args []string, s streams) error {
	if len(args) == 0 || args[0] != "copy" {
		fmt.Fprintln(s.err, "schrijf: generator store copy -van var -naar dynamodb:TABEL (of andersom)")
		return errUsage
	}
	f := flags("store copy", s)
	from := f.String("van", "", "data folder, or dynamodb:TABLE, to copy from")
	to := f.String("naar", "", "data folder, or dynamodb:TABLE, to copy to")
	if err := parse(f, args[1:]); err != nil {
		return err
	}
	if *from == "" || *to == "" || *from == *to {
		fmt.Fprintln(s.err, "noem met -van en -naar twee verschillende plaatsen: een datamap of dynamodb:TABEL")
		return errUsage
	}
	return copyStore(ctx, *from, *to, s)
}

func copyStore(ctx context.Context, from, to string, s streams) (err error) {
	source, closeSource, err := openPlace(from, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeSource()) }()
	target, closeTarget, err := openPlace(to, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeTarget()) }()
	n, err := transfer.Copy(ctx, source, target)
	switch {
	case errors.Is(err, transfer.ErrConflict):
		return fmt.Errorf("%w: kopieer naar een lege plaats, of naar die van een afgebroken kopie", err)
	case errors.Is(err, transfer.ErrChanged):
		return fmt.Errorf("%w: zet eerst stil wat erin schrijft", err)
	case err != nil:
		return err
	}
	fmt.Fprintf(s.out, "%d zaken staan nu ook in %s, allemaal vergeleken\n", n, to)
	if secret := filepath.Join(from, "secret"); !strings.HasPrefix(from, tablePrefix) && exists(secret) {
		fmt.Fprintf(s.out, "neem ook het geheim mee (%s): zie docs/runbook-aws.md\n", secret)
	}
	return nil
}

// openPlace opens the store at a place. A data folder is made only when fresh
// is set; a table is never made.
func openPlace(place string, fresh bool) (store.Store, func() error, error) {
	if table, ok := strings.CutPrefix(place, tablePrefix); ok {
		s, err := openTable(table)
		return s, func() error { return nil }, err
	}
	path := filepath.Join(place, "loket.db")
	if !fresh && !exists(path) {
		return nil, nil, fmt.Errorf("%s is er niet", path)
	}
	db, err := bolt.Open(path, time.Now)
	if errors.Is(err, bolt.ErrLocked) {
		return nil, nil, fmt.Errorf("%w: stop the server first", err)
	}
	if err != nil {
		return nil, nil, err
	}
	return db, db.Close, nil
}

// openTable opens a table in the account of the environment.
func openTable(name string) (store.Store, error) {
	config, err := account.Config(os.Getenv, "AWS_ENDPOINT_URL_DYNAMODB")
	if err != nil {
		return nil, err
	}
	return dynamo.New(dynamo.Config{Client: dynamo.NewClient(config), Table: name, Indexes: cases.Indexes(), Now: time.Now})
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
