package httpapi

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

const (
	version     = "2.0"
	requestID   = "X-Request-Id"
	requestSize = 12 // hex digits, as the forms show them to a visitor
)

var errVersion = errors.New("the event is not of payload format 2.0")

// request makes the request of the event, as net/http would have read it from
// a connection. It returns one also with an error, without a body.
func (e Request) request(ctx context.Context, host string) (*http.Request, error) {
	r := &http.Request{
		Method: e.Context.HTTP.Method, Host: host, URL: e.url(), Header: e.header(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: http.NoBody,
	}
	r.RequestURI = r.URL.RequestURI()
	r.RemoteAddr = remote(r.Header.Get("Cloudfront-Viewer-Address"), e.Context.HTTP.SourceIP)
	r.Header.Del(requestID)
	if id := invocation(ctx); id != "" {
		r.Header.Set(requestID, id)
	}
	r = r.WithContext(ctx)
	if e.Version != version || r.Method == "" {
		return r, errVersion
	}
	body, err := e.body()
	if len(body) > 0 {
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	return r, err
}

func (e Request) body() ([]byte, error) {
	if !e.Base64 {
		return []byte(e.Body), nil
	}
	body, err := base64.StdEncoding.DecodeString(e.Body)
	if err != nil {
		return nil, fmt.Errorf("decode body: %w", err)
	}
	return body, nil
}

// url reads rawPath, in which HTTP APIs have been seen to put the decoded path
// and other services the encoded one. What cannot stand in an encoded path is
// escaped, so that both give the path that was asked for; only a path that was
// encoded twice is decoded twice.
func (e Request) url() *url.URL {
	escaped := escapePath(e.RawPath)
	u := &url.URL{RawQuery: e.RawQueryString}
	path, err := url.PathUnescape(escaped)
	if err != nil { // a % without two hex digits: it is the decoded path
		path, escaped = e.RawPath, strings.ReplaceAll(escaped, "%", "%25")
	}
	u.Path = path
	if plain := (&url.URL{Path: path}).EscapedPath(); plain != escaped {
		u.RawPath = escaped
	}
	return u
}

// escapePath escapes the bytes that an encoded path cannot hold (RFC 3986,
// section 3.3) and leaves % alone.
func escapePath(path string) string {
	const legal = "/%-._~!$&'()*+,;=:@"
	var b strings.Builder
	for i := range len(path) {
		c := path[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(legal, c) >= 0 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// header takes over the headers, in a fixed order so that the same event always
// gives the same request. Host has a field of its own.
func (e Request) header() http.Header {
	h := make(http.Header, len(e.Headers)+2)
	for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
		h.Add(name, e.Headers[name])
	}
	if len(e.Cookies) > 0 {
		h.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	h.Del("Host")
	return h
}

// remote is the address of the visitor: as the CDN gives it, and otherwise that
// of the peer. The caller refuses requests in which the first is not the CDN's
// word. What is no address is left empty.
//
// CloudFront writes address:port, also for IPv6, where the last colon is the
// one before the port.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
func remote(viewer, source string) string {
	if at, err := netip.ParseAddrPort(viewer); err == nil {
		return at.String()
	}
	if i := strings.LastIndexByte(viewer, ':'); i >= 0 {
		addr, err := netip.ParseAddr(viewer[:i])
		if at, wrong := netip.ParseAddrPort("[::]" + viewer[i:]); err == nil && wrong == nil {
			return netip.AddrPortFrom(addr, at.Port()).String()
		}
	}
	if addr, err := netip.ParseAddr(source); err == nil {
		return netip.AddrPortFrom(addr, 0).String()
	}
	return ""
}

// invocation is the start of the request ID of Lambda, with which the log of
// the platform can be searched for the number that a visitor reads out. Empty
// when there is none.
func invocation(ctx context.Context) string {
	lc, ok := lambdacontext.FromContext(ctx)
	if !ok {
		return ""
	}
	id := strings.ReplaceAll(lc.AwsRequestID, "-", "")
	if len(id) < requestSize || strings.Trim(id, "0123456789abcdef") != "" {
		return ""
	}
	return id[:requestSize]
}
