package forms_test

import (
	"net/http"
	"strings"
	"testing"

	"mkbloket/internal/cases"
)

func TestLogHoldsNothingThatWasTyped(t *testing.T) {
	const canary = "kanarie-4711"
	v := question()
	for name := range v {
		if name != "contactvoorkeur" && name != "taal" && name != "toestemming" {
			v.Set(name, canary+"@voorbeeld.example")
		}
	}
	d := newDesk(t, setting{limits: cases.Limits{PerOrigin: 1}})
	d.post("/api/question", v)
	d.post("/api/question", with(v, "vraag", canary+" 2"))
	d.post("/api/question", with(v, "kvk", canary))
	d.post("/api/question?naam="+canary, with(v, "onderwerp", strings.Repeat(canary, 100)))
	for _, change := range []func(*http.Request){
		header("Content-Type", canary+"/plain"), header("Sec-Fetch-Site", "cross-site"), header("Origin", "https://"+canary+".example"),
		header("User-Agent", canary), func(r *http.Request) { r.Method = "KANARIE-4711" }, func(r *http.Request) { r.URL.Path = "/" + canary },
	} {
		r := postRequest("/api/question?x="+canary, v.Encode()+"&naam=twee")
		change(r)
		d.do(r)
	}
	d.get("/vraag-stellen/ontvangen/?k=" + canary)
	if d.log.Len() == 0 {
		t.Fatal("nothing was logged")
	}
	if strings.Contains(strings.ToLower(d.log.String()), canary) || strings.Contains(d.log.String(), "192.0.2.1") {
		t.Errorf("the log holds what was typed or an address:\n%s", d.log)
	}
}
