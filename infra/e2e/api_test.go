package e2e

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"mkbloket/infra/stack"
	"mkbloket/internal/cloud/httpapi/httpapitest"
)

// forwarded is the event of a request as it comes to the API: headers that the
// origin request policy lets through, and those that the distribution adds.
func (e *edge) forwarded(r *http.Request, b behaviour, origin int) []byte {
	var policy struct {
		OriginRequestPolicyConfig struct {
			HeadersConfig      struct{ Headers []string }
			CookiesConfig      struct{ CookieBehavior string }
			QueryStringsConfig struct{ QueryStringBehavior string }
		}
	}
	properties(e.T, e.template, b.OriginRequestPolicyID.Ref, &policy)
	config := policy.OriginRequestPolicyConfig
	passed := r.Clone(r.Context())
	for name := range r.Header {
		if !slices.ContainsFunc(config.HeadersConfig.Headers, func(h string) bool { return strings.EqualFold(h, name) }) {
			passed.Header.Del(name)
		}
	}
	if cookies := r.Header.Values("Cookie"); len(cookies) > 0 && config.CookiesConfig.CookieBehavior == "all" {
		passed.Header["Cookie"] = cookies
	}
	if config.QueryStringsConfig.QueryStringBehavior != "all" {
		passed.URL.RawQuery = ""
	}
	return e.event(passed, func(headers map[string]any) {
		if !slices.Contains(config.HeadersConfig.Headers, "CloudFront-Viewer-Address") {
			delete(headers, "cloudfront-viewer-address")
		}
		for _, h := range e.config.Origins[origin].OriginCustomHeaders {
			headers[strings.ToLower(h.HeaderName)] = e.values.text(h.HeaderValue)
		}
	})
}

// event makes the event of a request, with headers as change leaves them. The
// secret of package httpapitest is not that of the desk.
func (e *edge) event(r *http.Request, change func(headers map[string]any)) []byte {
	text, err := httpapitest.Event(r)
	if err != nil {
		panic(err)
	}
	var event map[string]any
	if err := json.Unmarshal(text, &event); err != nil {
		panic(err)
	}
	headers := event["headers"].(map[string]any)
	delete(headers, "x-origin-secret")
	change(headers)
	if text, err = json.Marshal(event); err != nil {
		panic(err)
	}
	return text
}

// api answers an event as an HTTP API does, by way of the function that the
// routes lead to.
func (e *edge) api(w http.ResponseWriter, event []byte) {
	var request struct {
		RawPath        string `json:"rawPath"`
		RequestContext struct {
			HTTP struct{ Method string } `json:"http"`
		} `json:"requestContext"`
	}
	if err := json.Unmarshal(event, &request); err != nil {
		panic(err)
	}
	name := stack.Function(e.routes, request.RequestContext.HTTP.Method, request.RawPath)
	if name == "" {
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"message":"Not Found"}`)) // an answer takes all
		return
	}
	text, err := e.pools[name].invoke(e.Context(), event)
	if err == nil {
		err = httpapitest.Write(w, text)
	}
	if err != nil {
		e.Logf("function %s: %v", name, err)
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte(`{"message":"Internal Server Error"}`)) // an answer takes all
	}
}
