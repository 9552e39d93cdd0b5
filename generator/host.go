package main

import (
	"context"
	"fmt"
	"io"

	"mkbloket/generator/publish"
	"mkbloket/internal/headers"
)

// rollback puts the release before the present one back.
func rollback(ctx context.Context, args []string, s streams) error {
	f := flags("rollback", s)
	out := f.String("out", "public", "folder that holds the site")
	if err := parse(f, args); err != nil {
		return err
	}
	m, err := publish.Rollback(ctx, *out)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s is teruggezet op de vorige versie, %d bestanden\n", *out, len(m.Files))
	return nil
}

// hostFiles are the response headers in the words of hosts that serve files.
var hostFiles = map[string]func() string{
	"nginx": headers.Nginx, "caddy": headers.Caddy, "_headers": headers.Underscore,
}

// responseHeaders prints the headers for a host.
func responseHeaders(_ context.Context, args []string, s streams) error {
	if len(args) == 1 && hostFiles[args[0]] != nil {
		_, err := io.WriteString(s.out, hostFiles[args[0]]())
		return err
	}
	fmt.Fprintln(s.err, "kies nginx, caddy of _headers")
	return errUsage
}
