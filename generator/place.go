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
)

// tablePrefix marks a place as a DynamoDB table.
const tablePrefix = "dynamodb:"

// Names in a data folder.
const (
	storeFile  = "loket.db"
	secretFile = "secret"
	erasedFile = "gewist.jsonl" // who was erased: see internal/privacy
	mailFolder = "mail"
)

// isTable reports whether a place is a table and not a data folder.
func isTable(place string) bool { return strings.HasPrefix(place, tablePrefix) }

// withPlace opens the store at a place, which must be there, for do.
func withPlace(place string, do func(store.Store) error) (err error) {
	s, closeStore, err := openPlace(place, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	return do(s)
}

// eachRecord calls do with every live record of a store, until it gives an error.
func eachRecord(ctx context.Context, s store.Store, do func(store.Record) error) error {
	for next := store.Cursor(""); ; {
		page, after, err := s.All(ctx, next)
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := do(r); err != nil {
				return err
			}
		}
		if next = after; next == "" {
			return nil
		}
	}
}

// openPlace opens the store at a place. A data folder is made only when fresh
// is set; a table is never made.
func openPlace(place string, fresh bool) (store.Store, func() error, error) {
	if table, ok := strings.CutPrefix(place, tablePrefix); ok {
		s, err := openTable(table)
		return s, func() error { return nil }, err
	}
	path := filepath.Join(place, storeFile)
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
