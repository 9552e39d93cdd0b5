package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mkbloket/internal/domain"
	"mkbloket/internal/handover"
)

// keyVariable names the variable of the environment with the key of a desk
// elsewhere. It is no flag: others on a machine can read those.
const keyVariable = "LOKET_SLEUTEL"

// deskTimeout is how long a desk elsewhere may take to answer: it reads every case.
const deskTimeout = 60 * time.Second

// source is where an export gets what it writes: a place, or a desk elsewhere
// with its key.
type source struct {
	place   string
	keyFile string       // empty: the key is in the environment
	client  *http.Client // nil: the one of this program
}

// set makes the flags of a source.
func (o *source) set(f *flag.FlagSet) {
	f.StringVar(&o.place, "data", "var", "data folder, dynamodb:TABLE, or a desk elsewhere, as https://balie.example.org")
	f.StringVar(&o.keyFile, "sleutel", "", "file with the key of a desk elsewhere (default: the variable "+keyVariable+")")
}

// isElsewhere reports whether the source is a desk that is asked over a network.
func (o source) isElsewhere() bool {
	return strings.HasPrefix(o.place, "https://") || strings.HasPrefix(o.place, "http://")
}

// at reads a day for which is exported. A desk elsewhere goes by its own clock,
// so no day can be asked of it.
func (o source) at(f *flag.FlagSet, date string) (time.Time, error) {
	if o.isElsewhere() && date != "" {
		fmt.Fprintln(f.Output(), "laat -date weg: een balie elders rekent met haar eigen klok")
		return time.Time{}, errUsage
	}
	return dayOf(f, date)
}

// ask gets a hand-over from a desk elsewhere.
func (o source) ask(ctx context.Context, t *domain.Taxonomy) (handover.Handover, error) {
	address, err := handoverAddress(o.place)
	if err != nil {
		return handover.Handover{}, err
	}
	key, err := o.key()
	if err != nil {
		return handover.Handover{}, err
	}
	client := o.client
	if client == nil {
		client = new(http.Client)
	}
	body, err := knock(ctx, client, address, key)
	if err != nil {
		return handover.Handover{}, err
	}
	h, err := handover.Decode(body, t)
	return h, errors.Join(err, body.Close())
}

// knock shows the key at an address and gives the answer. It follows no redirect:
// the key is for nobody else.
func knock(ctx context.Context, client *http.Client, address, key string) (io.ReadCloser, error) {
	alone := *client
	alone.Timeout = deskTimeout
	alone.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("ask the desk: %w", err)
	}
	r.Header.Set(handover.Header, key)
	answer, err := alone.Do(r)
	if err != nil {
		return nil, fmt.Errorf("ask the desk: %w", err)
	}
	switch {
	case answer.StatusCode == http.StatusNotFound:
		err = errors.New("the desk says 404: another key or address, or asked too often; then wait ten minutes")
	case answer.StatusCode != http.StatusOK:
		err = fmt.Errorf("the desk says %d", answer.StatusCode)
	case answer.Header.Get("Content-Type") != "application/json":
		err = errors.New("what answers there is no desk")
	default:
		return answer.Body, nil
	}
	return nil, errors.Join(err, answer.Body.Close())
}

// handoverAddress is where a desk hands over. Only on this machine may it be
// reached without encryption.
func handoverAddress(desk string) (string, error) {
	u, err := url.Parse(desk)
	if err != nil || u.Host == "" || strings.TrimSuffix(desk, "/") != u.Scheme+"://"+u.Host {
		return "", errors.New("schrijf een balie elders als https://balie.example.org")
	}
	if u.Scheme != "https" && !isLoopback(u.Hostname()) {
		return "", fmt.Errorf("%s: gebruik https, anders kan iedereen onderweg de sleutel lezen", desk)
	}
	return u.Scheme + "://" + u.Host + handover.Path, nil
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// key is the key of the desk, from the file or the environment.
func (o source) key() (string, error) {
	text, from := os.Getenv(keyVariable), keyVariable
	if o.keyFile != "" {
		data, err := os.ReadFile(o.keyFile)
		if err != nil {
			return "", fmt.Errorf("read key: %w", err)
		}
		text, from = string(data), o.keyFile
	}
	if text = strings.TrimSpace(text); !handover.IsKey(text) {
		return "", fmt.Errorf("in %s staat geen sleutel van een balie: maak die met generator records key", from)
	}
	return text, nil
}

// showKey prints the key of a desk, for who keeps it where the export runs.
func showKey(args []string, s streams) error {
	f := flags("records key", s)
	data := f.String("data", "var", "data folder of the desk")
	file := f.String("geheim", "", "file with the secret of the desk, as in a data folder (default: that of -data)")
	if err := parse(f, args); err != nil {
		return err
	}
	path := *file
	if path == "" {
		path = filepath.Join(*data, secretFile)
	}
	secret, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read secret: %w", err)
	}
	if len(secret) < secretSize {
		return fmt.Errorf("%s has %d bytes, fewer than the %d of a secret", path, len(secret), secretSize)
	}
	fmt.Fprintln(s.out, handover.Key(secret))
	return nil
}
