// Command generator builds, checks and serves the portal.
//
//	generator serve    the whole portal on this machine: site, forms, mail in a folder
//	generator build    the site as files
//	generator check    every problem in the content, nothing is built
//	generator new      a skeleton for a new content file
//	generator cases    what came in by the forms, while the server is stopped
//	generator outbox   mail that was not sent, and sending it again
//	generator person   what the desk holds about an address, and erasing it
//	generator retention erases what was kept long enough
//	generator backup   everything that came in as one file, also while serve runs
//	generator restore  a data folder from such a file
//	generator verify   whether a backup, a data folder or a table is sound
//	generator store    copies everything that came in from one store to another
//	generator snapshot what the functions on AWS need to know of the content
//	generator moves    the addresses that were given up, for a host that redirects
//	generator rollback the site as it was before the last build
//	generator headers  the response headers for a host that serves files
//
// It exits with 0 when all is well, 1 when something is wrong with the content
// or the work failed, 2 when it was called wrongly.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// streams are where a command writes: results and messages.
type streams struct{ out, err io.Writer }

// Errors that decide the exit code. Both were already explained to the user.
var (
	errProblems = errors.New("problems in the content")
	errUsage    = errors.New("wrong usage")
)

type command struct {
	name, usage string
	run         func(ctx context.Context, args []string, s streams) error
}

func commands() []command {
	return []command{
		{"serve", "serve [-addr 127.0.0.1:8080] [-content content] [-data var]", serve},
		{"build", "build [-content content] [-out public] [-base https://…] [-date 2026-11-23]", build},
		{"check", "check [-content content] [-date 2026-11-23] [-json]", check},
		{"cases", "cases [KENMERK] [-data var]", showCases},
		{"outbox", "outbox list | retry BERICHT | retry -alles [-data var]", outbox},
		{"person", "person export ADRES-OF-KENMERK -out MAP | erase ADRES-OF-KENMERK [-uitvoeren] | erase -opnieuw [-uitvoeren] [-data var]", person},
		{"retention", "retention [-uitvoeren] | hold KENMERK -reden TEKST [-vrij] [-data var]", retention},
		{"staff", "staff add|list|disable|reset [-data var]", staffCommand},
		{"audit", "audit verify | list [-data var]", auditCommand},
		{"records", "records export [-content content] [-data var] [-controleer] | key [-data var]", records},
		{"figures", "figures export [-content content] [-data var]", figuresCommand},
		{"backup", "backup -out BESTAND [-data var]", backup},
		{"restore", "restore -in BESTAND -data NIEUWE-MAP", restore},
		{"verify", "verify -in BESTAND | -data var", verify},
		{"store", "store copy -van var -naar dynamodb:TABEL", storeCommand},
		{"snapshot", "snapshot -out loket.json [-content content] [-base https://…]", writeSnapshot},
		{"moves", "moves [-content content]", moves},
		{"rollback", "rollback [-out public]", rollback},
		{"headers", "headers nginx|caddy|_headers", responseHeaders},
		{"new", "new regeling|vraag|adviseur|ondernemer|organisatie|nieuws SLUG [-content content]", create},
	}
}

// run carries out one command and gives the exit code.
func run(ctx context.Context, args []string, s streams) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(s.out)
		if len(args) == 0 {
			return 2
		}
		return 0
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return exitCode(c.run(ctx, args[1:], s), s)
		}
	}
	fmt.Fprintf(s.err, "onbekende opdracht %q\n", args[0])
	usage(s.err)
	return 2
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "Gebruik:")
	for _, c := range commands() {
		fmt.Fprintf(w, "  generator %s\n", c.usage)
	}
}

func exitCode(err error, s streams) int {
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	case errors.Is(err, errProblems):
		return 1
	}
	fmt.Fprintf(s.err, "generator: %v\n", err)
	return 1
}

// flags makes a flag set that explains itself on s and never exits.
func flags(name string, s streams) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(s.err)
	return f
}

// parse reads the flags and refuses what is left over.
func parse(f *flag.FlagSet, args []string) error {
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage
	}
	if f.NArg() > 0 {
		fmt.Fprintf(f.Output(), "%s: %q hoort hier niet\n", f.Name(), f.Arg(0))
		return errUsage
	}
	return nil
}
