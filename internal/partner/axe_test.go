package partner_test

import (
	"mime"
	"net/http"
	"net/http/httptest"
	"path"
	"testing"

	"mkbloket/internal/cases"
	"mkbloket/internal/chromium"
)

// site is the handler with the files that its pages ask for.
func (d *desk) site() *httptest.Server {
	texts, err := set()
	if err != nil {
		d.Fatal(err)
	}
	mux := http.NewServeMux()
	for address, data := range texts.Assets().Files() {
		mux.HandleFunc("GET "+address, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(address)))
			w.Write([]byte(data))
		})
	}
	mux.Handle("/", d.handler)
	server := httptest.NewServer(mux)
	d.Cleanup(server.Close)
	return server
}

func TestAxeFindsNoViolations(t *testing.T) {
	script := chromium.Axe(t)
	d := newDesk(t)
	addresses := []string{"/mijn-profiel/", "/mijn-profiel/verzonden/", "/antwoorden/?k=x"}
	for path, link := range d.paths() {
		addresses = append(addresses, path+"?"+link.Encode())
	}
	_, accepted := d.referral("nl")
	d.post(d.filled(cases.AnswerPath, accepted, "verwijzing", "antwoord", "geaccepteerd"))
	_, changed := d.mine("ander")
	d.post(d.filled("/mijn-profiel/wijzigen/", changed, "wijzigen", "biedt", "Iets heel anders"))
	addresses = append(addresses, cases.AnswerPath+"?"+accepted.Encode()+"&gedaan=verwijzing", cases.OwnerPath+"?"+changed.Encode())
	base := d.site().URL
	tab := chromium.Start(t)
	for _, address := range addresses {
		tab.Subtest(address[:min(len(address), 24)], func(v *chromium.Tab) {
			v.Go(base + address)
			v.JudgeEverywhere(script)
		})
	}
}
