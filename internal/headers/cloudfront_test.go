package headers

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

type override struct {
	Override bool `yaml:"Override"`
}

type policy struct {
	Security struct {
		CSP struct {
			override `yaml:",inline"`
			Value    string `yaml:"ContentSecurityPolicy"`
		} `yaml:"ContentSecurityPolicy"`
		HSTS struct {
			override   `yaml:",inline"`
			Seconds    int  `yaml:"AccessControlMaxAgeSec"`
			Subdomains bool `yaml:"IncludeSubdomains"`
			Preload    bool `yaml:"Preload"`
		} `yaml:"StrictTransportSecurity"`
		Type  override `yaml:"ContentTypeOptions"`
		Frame struct {
			override `yaml:",inline"`
			Value    string `yaml:"FrameOption"`
		} `yaml:"FrameOptions"`
		Referrer struct {
			override `yaml:",inline"`
			Value    string `yaml:"ReferrerPolicy"`
		} `yaml:"ReferrerPolicy"`
	} `yaml:"SecurityHeadersConfig"`
	Custom struct {
		Items []struct {
			override `yaml:",inline"`
			Header   string `yaml:"Header"`
			Value    string `yaml:"Value"`
		} `yaml:"Items"`
	} `yaml:"CustomHeadersConfig"`
}

// The policy, read back as CloudFront would, must hold exactly the list of All.
func TestCloudFrontPolicyHoldsTheSameHeaders(t *testing.T) {
	var p policy
	d := yaml.NewDecoder(strings.NewReader(CloudFront()))
	d.KnownFields(true)
	if err := d.Decode(&p); err != nil {
		t.Fatal(err)
	}
	s := p.Security
	for name, set := range map[string]bool{"CSP": s.CSP.Override, "HSTS": s.HSTS.Override, "type": s.Type.Override, "frame": s.Frame.Override, "referrer": s.Referrer.Override} {
		if !set {
			t.Errorf("%s: got no Override, want it", name)
		}
	}
	age := regexp.MustCompile(`max-age=(\d+)`)
	got := map[string]string{
		"Content-Security-Policy": s.CSP.Value, "X-Content-Type-Options": "nosniff",
		"X-Frame-Options": s.Frame.Value, "Referrer-Policy": s.Referrer.Value,
	}
	for _, i := range p.Custom.Items {
		got[i.Header] = i.Value
		if !i.Override {
			t.Errorf("%s: got no Override, want it", i.Header)
		}
	}
	for _, h := range All() {
		if h.Name == "Strict-Transport-Security" {
			if m := age.FindStringSubmatch(h.Value); m == nil || maxAge(h.Value) != s.HSTS.Seconds {
				t.Errorf("HSTS: got %d seconds, want those of %q", s.HSTS.Seconds, h.Value)
			}
			if want := strings.Contains(h.Value, "includeSubDomains"); s.HSTS.Subdomains != want {
				t.Errorf("HSTS: got subdomains %v, want %v", s.HSTS.Subdomains, want)
			}
			continue
		}
		if got[h.Name] != h.Value {
			t.Errorf("%s: got %q, want %q", h.Name, got[h.Name], h.Value)
		}
		delete(got, h.Name)
	}
	if len(got) > 0 {
		t.Errorf("got also %v, want only the list", got)
	}
}

func TestCloudFrontFunctionHoldsTheSameHeaders(t *testing.T) {
	var got []Header
	for _, m := range regexp.MustCompile(`(?m)^'([a-z-]+)': \{ value: '(.*)' \},$`).FindAllStringSubmatch(CloudFrontFunction(), -1) {
		got = append(got, Header{m[1], strings.ReplaceAll(m[2], `\'`, "'")})
	}
	want := append(All(), Header{"Cache-Control", Dynamic.CacheControl()})
	for i := range want {
		want[i].Name = strings.ToLower(want[i].Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
