package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// Origin is the address prefix that a request counts for: an IPv4 address, or
// the /64 of an IPv6 address, which one household or office has to itself. With
// a trusted hop it is the last entry of X-Forwarded-For, the only one that the
// proxy itself wrote. What is not an address counts together. It is personal
// data: keep a keyed hash of it, and none in a log.
func (s *Server) Origin(r *http.Request) string { return origin(r, s.config.TrustedHop) }

func origin(r *http.Request, trustedHop bool) string {
	host := r.RemoteAddr
	if trustedHop {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		host = strings.TrimSpace(all[len(all)-1])
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil {
		port, err := netip.ParseAddrPort(host)
		if err != nil {
			return "unknown"
		}
		addr = port.Addr()
	}
	addr = addr.Unmap().WithZone("")
	bits := 64
	if addr.Is4() {
		bits = 32
	}
	return netip.PrefixFrom(addr, bits).Masked().String()
}
