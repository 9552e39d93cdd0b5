package preview

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// Limits of one connection. The zero value means DefaultLimits.
type Limits struct {
	ReadHeader, Read, Write, Idle time.Duration
	HeaderBytes                   int
	Grace                         time.Duration // for running requests when the server stops
}

// DefaultLimits lets a slow line through and a client that dawdles on purpose not.
func DefaultLimits() Limits {
	return Limits{
		ReadHeader: 5 * time.Second, Read: 15 * time.Second, Write: 30 * time.Second, Idle: time.Minute,
		HeaderBytes: 32 << 10, Grace: 30 * time.Second,
	}
}

// Serve answers requests on l until ctx ends; then it takes no new ones, lets
// the running ones finish within Limits.Grace, and returns nil. It closes l.
// A Handler is served once: its streams end with the server.
func (h *Handler) Serve(ctx context.Context, l net.Listener, limits Limits) error {
	if limits == (Limits{}) {
		limits = DefaultLimits()
	}
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: limits.ReadHeader,
		ReadTimeout:       limits.Read,
		WriteTimeout:      limits.Write,
		IdleTimeout:       limits.Idle,
		MaxHeaderBytes:    limits.HeaderBytes,
		// "OPTIONS *" is answered by the handler too, with the headers.
		DisableGeneralOptionsHandler: true,

		ErrorLog: slog.NewLogLogger(h.config.Log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(h.reload.close)
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), limits.Grace)
		defer cancel()
		stopped <- server.Shutdown(grace)
	})
	err := server.Serve(l)
	if !stop() {
		err = <-stopped // Serve returns at once when Shutdown begins
	}
	if err != nil {
		return errors.Join(fmt.Errorf("serve: %w", err), server.Close())
	}
	return nil
}

// ErrPublic says that an address would be reachable from other machines.
var ErrPublic = errors.New("this address can be reached from other machines")

// Listen opens a listener at an address such as "localhost:8080". An address
// that is not loopback is refused with ErrPublic unless public is set: then
// something before the server must speak TLS.
func Listen(ctx context.Context, address string, public bool) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if !public && !loopback(host) {
		return nil, fmt.Errorf("listen on %q: %w", address, ErrPublic)
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if bound, ok := l.Addr().(*net.TCPAddr); !public && (!ok || !bound.IP.IsLoopback()) {
		return nil, errors.Join(fmt.Errorf("listen on %q: %w", address, ErrPublic), l.Close())
	}
	return l, nil
}

// loopback reports whether a host is this machine itself (RFC 6761, section 6.3).
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}
