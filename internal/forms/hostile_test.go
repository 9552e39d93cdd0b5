package forms_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mkbloket/internal/cases"
)

// markup is put into every field of every form. What comes back must hold it
// only escaped.
var markup = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'><svg onload=alert(1)>`, `</textarea><script>x</script>`,
	`</title><script>x</script>`, `<iframe src=//evil.example>`, `javascript:alert(1)//<b>`, `{{.}}<b>`, `${{<%[%'"}}%\<x>`,
	`<!--<script>`, `]]><script>`, `<math><mi xlink:href="data:x,<script>">`, `\"><script>`, `&#60;script&#62;<x y>`,
	`<a href="java&#9;script:x">`, `<style>*{}</style>`, `<base href=//evil.example>`, `<form action=//evil.example>`,
	`<input name=formulier value=1>`, `<link rel=stylesheet href=//e>`, `<meta http-equiv=refresh content=0>`, `%3Cscript%3E<u>`,
}

// bodies are posts that no browser sends.
var bodies = []string{
	"", "&", "=", "&&&&", "=&=&=", "a", "%", "%zz", "%00=%00", "vraag=%00", "vraag=%ff%fe", "naam=%ED%A0%80", "vraag=%0d%0aX-Evil:1",
	"naam=%0d%0aBcc:x@y.example", "email=a@b.example%0aBcc:c@d.example", "email=%22a b%22@c.example", "email=a@[127.0.0.1]",
	"vraag=a;b=c", "taal=../../etc/passwd", "taal=xx", "taal=%00", "formulier=" + "A", "formulier=%00", "stap=wijzigen:%3Cx%3E", "stap=verwijderen",
	"onderwerp=%E2%80%AEomgekeerd", "onderwerp=%EF%BF%BE", "themas=innovatie&themas=innovatie", "regios=limburg&regios=%00",
	"capaciteit=-1", "capaciteit=99999999999999999999", "capaciteit=1e9", "capaciteit=%D9%A1", "bedrag=-5", "bedrag=1,2,3,4", "bedrag=9999999999999",
	"bedrag=%E2%82%AC", "kvk=1234567", "kvk=%EF%BC%91%EF%BC%92345678", "telefoon=++++++++", "website=javascript:alert(1)", "website=http://a@b.example",
	"website=http://[::1]", "website=//x", "website=%00", "regeling=../../x", "adviseur=%2e%2e", "__proto__[x]=1", "naam[]=x", "naam[$ne]=1",
	"status=gesloten&rol=beheerder", "toestemming=misschien", "toestemming=", "gevoelig=%00", "faxnummer=1", "vraag=" + "%F0%9F%98%80",
}

func TestHostilePostsGetNoFaultAndReflectNothing(t *testing.T) {
	d := newDesk(t, setting{limits: cases.Limits{PerOrigin: -1, All: -1, Confirmations: -1}})
	forms := map[string]url.Values{"/api/question": question(), "/api/profile": profile(), "/api/advice": advice()}
	posts := 0
	try := func(action, body, attack string) {
		posts++
		w := d.do(postRequest(action, body))
		if w.Code >= 500 {
			t.Errorf("%s %.60q: got %d", action, body, w.Code)
		}
		if attack != "" && strings.Contains(w.Body.String(), attack) {
			t.Errorf("%s reflects %q", action, attack)
		}
		for name, values := range w.Header() {
			if strings.ContainsAny(strings.Join(values, ""), "\r\n\x00") || name == "X-Evil" {
				t.Errorf("%s %.60q: header %s: %q", action, body, name, values)
			}
		}
	}
	for action, filled := range forms {
		for _, attack := range markup {
			everywhere := url.Values{}
			for name := range filled {
				everywhere.Set(name, attack)
				try(action, with(filled, name, attack).Encode(), attack)
			}
			try(action, everywhere.Encode(), attack)
		}
		for _, body := range bodies {
			try(action, body, "")
			try(action, body+"&"+filled.Encode(), "")
		}
		try(action, "vraag="+strings.Repeat("%00", 80_000), "")
		try(action, strings.Repeat("themas=x&", 300), "")
		try(action, strings.Repeat("themas=x&", 20_000), "")
	}
	if posts < 60 {
		t.Errorf("tried %d posts, want at least 60", posts)
	}
	t.Logf("%d posts", posts)
	seen := map[string]bool{}
	for _, queue := range []string{cases.QueueNew, cases.QueueSuspect} {
		for _, c := range d.queue(queue) {
			if seen[c.Identity] {
				t.Errorf("case %s is stored twice", c.Reference)
			}
			seen[c.Identity] = true
			if to := c.Mail[0].Message.To; strings.ContainsAny(to, "\r\n \"<>") {
				t.Errorf("case %s: mail to %q", c.Reference, to)
			}
		}
	}
}

func TestHostileHeadersGetNoFault(t *testing.T) {
	d := newDesk(t, setting{trustedHop: true})
	for _, name := range []string{"X-Forwarded-For", "X-Forwarded-Host", "Referer", "Accept-Language", "Origin", "Cookie", "Content-Type", "User-Agent"} {
		for _, value := range []string{"", "<script>", "%00", "::::", strings.Repeat(",", 5000), "http://[::1", "nl;q=a", "\"", "127.0.0.1, "} {
			r := postRequest("/api/question", question().Encode())
			r.Header.Set(name, value)
			w := d.do(r)
			if w.Code >= 500 || strings.Contains(w.Body.String(), "<script>") {
				t.Errorf("%s: %.40q: got %d", name, value, w.Code)
			}
			if w.Code == http.StatusSeeOther && !strings.HasPrefix(w.Header().Get("Location"), "/") {
				t.Errorf("%s: %.40q leads to %s", name, value, w.Header().Get("Location"))
			}
		}
	}
}
