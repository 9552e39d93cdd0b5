// Package httpapitest plays the CDN and API Gateway for tests: it makes the
// event of a request and the response of an answer, both by way of JSON, as an
// HTTP API with payload format 2.0 does.
package httpapitest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"

	"mkbloket/internal/cloud/httpapi"
)

// Secret is what Event puts in httpapi.OriginHeader.
const Secret = "a secret of tests between the CDN and the functions"

// function is what httpapi.Handler gives.
type function = func(context.Context, httpapi.Request) (httpapi.Response, error)

// Handler answers requests by way of a function: each becomes an event, and the
// answer to it a response. A request that cannot be an event panics.
func Handler(f function) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		event, err := Event(r)
		if err != nil {
			panic(err)
		}
		var in httpapi.Request
		if err := json.Unmarshal(event, &in); err != nil {
			panic(err)
		}
		out, err := f(r.Context(), in)
		if err != nil {
			panic(err)
		}
		answer, err := json.Marshal(out)
		if err != nil {
			panic(err)
		}
		if err := Write(w, answer); err != nil {
			panic(err)
		}
	})
}

// Event gives the JSON of the event that r becomes on its way through the CDN.
// It reads the body to its end. The path arrives decoded, header names in lower
// case with their values joined by commas, cookies apart, the body in base64.
func Event(r *http.Request) ([]byte, error) {
	headers, err := header(r)
	if err != nil {
		return nil, err
	}
	e := map[string]any{
		"version": "2.0", "routeKey": "$default", "rawPath": r.URL.Path, "rawQueryString": r.URL.RawQuery,
		"headers": headers, "requestContext": requestContext(r), "isBase64Encoded": false,
	}
	if cookies := r.Header.Values("Cookie"); len(cookies) > 0 {
		e["cookies"] = strings.Split(strings.Join(cookies, "; "), "; ")
	}
	if r.Body == nil {
		return json.Marshal(e)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	if len(body) > 0 {
		e["body"], e["isBase64Encoded"] = base64.StdEncoding.EncodeToString(body), true
	}
	return json.Marshal(e)
}

// requestContext has the shape of a real one, with the CDN as the peer.
func requestContext(r *http.Request) map[string]any {
	const host = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"
	return map[string]any{
		"accountId": "123456789012", "apiId": "a1b2c3d4e5", "domainName": host, "domainPrefix": "a1b2c3d4e5",
		"requestId": "LV7fzho-PHcEJPw=", "routeKey": "$default", "stage": "$default",
		"time": "23/Nov/2026:10:00:00 +0000", "timeEpoch": 1795428000000,
		"http": map[string]any{
			"method": r.Method, "path": r.URL.Path, "protocol": "HTTP/1.1",
			"sourceIp": "130.176.1.1", "userAgent": "Amazon CloudFront",
		},
	}
}

// header gives the headers as they arrive, with those that the CDN adds.
func header(r *http.Request) (map[string]string, error) {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return nil, fmt.Errorf("remote address: %w", err)
	}
	out := map[string]string{}
	for name, values := range r.Header {
		if name != "Cookie" {
			out[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	out["host"] = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"
	out["cloudfront-viewer-address"] = fmt.Sprintf("%s:%d", at.Addr(), at.Port()) // IPv6 without brackets
	out["x-forwarded-for"] = strings.TrimPrefix(out["x-forwarded-for"]+", "+at.Addr().String()+", 130.176.1.1", ", ")
	out[strings.ToLower(httpapi.OriginHeader)] = Secret
	return out, nil
}

// Write sends the JSON of an answer as API Gateway does.
func Write(w http.ResponseWriter, answer []byte) error {
	var out httpapi.Response
	if err := json.Unmarshal(answer, &out); err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	body := []byte(out.Body)
	if out.Base64 {
		var err error
		if body, err = base64.StdEncoding.DecodeString(out.Body); err != nil {
			return fmt.Errorf("decode body of answer: %w", err)
		}
	}
	for name, value := range out.Headers {
		w.Header().Set(name, value)
	}
	for _, cookie := range out.Cookies {
		w.Header().Add("Set-Cookie", cookie)
	}
	w.WriteHeader(out.Status)
	if len(body) == 0 {
		return nil
	}
	_, err := w.Write(body)
	return err
}
