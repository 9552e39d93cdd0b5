package httpapi

// Request is the part of an event that a handler can make use of. All header
// names come in lower case; several values of one name come joined by commas,
// and cookies apart.
type Request struct {
	Version        string            `json:"version"` // "2.0"
	RawPath        string            `json:"rawPath"`
	RawQueryString string            `json:"rawQueryString"`
	Cookies        []string          `json:"cookies,omitempty"` // "name=value" each
	Headers        map[string]string `json:"headers"`
	Context        RequestContext    `json:"requestContext"`
	Body           string            `json:"body,omitempty"`
	Base64         bool              `json:"isBase64Encoded"`
}

// RequestContext is what API Gateway itself says about a request.
type RequestContext struct {
	RequestID string      `json:"requestId"`
	HTTP      HTTPContext `json:"http"`
}

// HTTPContext is the request line as API Gateway saw it.
type HTTPContext struct {
	Method   string `json:"method"`
	Protocol string `json:"protocol"`
	SourceIP string `json:"sourceIp"` // of the peer: the CDN, or whoever goes past it
}

// Response is the answer to an event. API Gateway makes a Set-Cookie header of
// each cookie and sets Date and Content-Length itself.
type Response struct {
	Status  int               `json:"statusCode"`
	Headers map[string]string `json:"headers"`
	Cookies []string          `json:"cookies,omitempty"`
	Body    string            `json:"body"`
	Base64  bool              `json:"isBase64Encoded"`
}
