package headers

import (
	"fmt"
	"strings"
)

// CloudFront gives the headers as a response headers policy: the YAML of
// SecurityHeadersConfig and CustomHeadersConfig, without indentation of its
// own. CloudFront refuses the first group among custom headers
// (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html).
// Override is set, so that an answer of a function gets each header once.
func CloudFront() string {
	var security, custom strings.Builder
	for _, h := range All() {
		if known := cloudFrontField(h); known != "" {
			security.WriteString(known)
			continue
		}
		fmt.Fprintf(&custom, "    - {Header: %s, Override: true, Value: '%s'}\n", h.Name, quoted(h.Value))
	}
	return "SecurityHeadersConfig:\n" + security.String() + "CustomHeadersConfig:\n  Items:\n" + custom.String()
}

// cloudFrontField is the field of SecurityHeadersConfig for a header, empty
// when the header has none.
func cloudFrontField(h Header) string {
	switch h.Name {
	case "Content-Security-Policy":
		return fmt.Sprintf("  ContentSecurityPolicy:\n    Override: true\n    ContentSecurityPolicy: >-\n      %s\n", h.Value)
	case "Strict-Transport-Security":
		return "  StrictTransportSecurity:\n    Override: true\n" + transport(h.Value)
	case "X-Content-Type-Options": // nosniff is all it can say
		return "  ContentTypeOptions: {Override: true}\n"
	case "X-Frame-Options":
		return fmt.Sprintf("  FrameOptions: {Override: true, FrameOption: %s}\n", h.Value)
	case "Referrer-Policy":
		return fmt.Sprintf("  ReferrerPolicy: {Override: true, ReferrerPolicy: %s}\n", h.Value)
	}
	return ""
}

// transport writes each directive of Strict-Transport-Security as a field.
func transport(value string) string {
	var b strings.Builder
	for directive := range strings.SplitSeq(value, ";") {
		name, seconds, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch strings.ToLower(name) {
		case "max-age":
			fmt.Fprintf(&b, "    AccessControlMaxAgeSec: %s\n", seconds)
		case "includesubdomains":
			b.WriteString("    IncludeSubdomains: true\n")
		case "preload":
			b.WriteString("    Preload: true\n")
		}
	}
	return b.String()
}

// CloudFrontFunction gives the headers as the body of an object in a CloudFront
// function, for the answers that the function makes itself: a response headers
// policy is described for what comes from the origin or the cache only.
func CloudFrontFunction() string {
	var b strings.Builder
	for _, h := range append(All(), Header{"Cache-Control", Dynamic.CacheControl()}) {
		fmt.Fprintf(&b, "'%s': { value: '%s' },\n", strings.ToLower(h.Name), strings.ReplaceAll(h.Value, "'", `\'`))
	}
	return b.String()
}

func quoted(value string) string { return strings.ReplaceAll(value, "'", "''") }
