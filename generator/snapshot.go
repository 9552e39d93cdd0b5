package main

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"mkbloket/templates"
)

// writeSnapshot writes what the functions on AWS need to know of the content.
func writeSnapshot(_ context.Context, args []string, s streams) error {
	f := flags("snapshot", s)
	dir := f.String("content", "content", "folder with the content")
	out := f.String("out", "", "file to write, such as loket.json")
	base := f.String("base", "", "address of the site, as https://example.org (default: adres_site in site.yaml)")
	if err := parse(f, args); err != nil {
		return err
	}
	if *out == "" {
		fmt.Fprintln(s.err, "noem met -out het bestand, bijvoorbeeld -out loket.json")
		return errUsage
	}
	p, err := loadToday(*dir, *base, s)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := p.snapshot.Write(&b); err != nil {
		return err
	}
	if err := os.WriteFile(*out, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	return nil
}

// moves prints each address that was given up with the one of today.
func moves(_ context.Context, args []string, s streams) error {
	f := flags("moves", s)
	dir := f.String("content", "content", "folder with the content")
	if err := parse(f, args); err != nil {
		return err
	}
	p, err := loadToday(*dir, "", s)
	if err != nil {
		return err
	}
	for _, m := range p.snapshot.Site.Moves {
		fmt.Fprintln(s.out, m.From, m.To)
	}
	return nil
}

// loadToday is loadGood for the content as it is today.
func loadToday(dir, base string, s streams) (*portal, error) {
	day, err := today("")
	if err != nil {
		return nil, err
	}
	return loadGood(options{content: dir, templates: templates.Embedded(), base: base, today: day}, s)
}
