package e2e

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/handover"
)

// TestTheDeskHandsOverWhatWasApproved asks as the nightly run does: through the
// CDN, with the key in its header, and without any right on the table.
func TestTheDeskHandsOverWhatWasApproved(t *testing.T) {
	t.Parallel()
	newDesk(t, setting{}).handsOver()
}

// handsOver keeps a draft in the table and gets it back as a file.
func (d *desk) handsOver() {
	d.Helper()
	taxonomy, now := d.release.terms.Taxonomy, time.Now().UTC()
	c := &cases.Case{
		Format: cases.Format, Reference: "K7M3-P9QX", Kind: domain.KindQuestion, Status: domain.StatusAnswered, Language: "nl", CreatedAt: now, DueAt: now, Person: "p",
		Fields: map[string][]string{"onderwerp": {"Kanarie"}, "naam": {"Kanarie"}, "email": {"kanarie@voorbeeld.example"}},
		Draft:  &cases.FAQDraft{Slug: "mag-dat-echt", Title: "Mag dat echt?", Summary: "Ja.", Text: "Ja, dat mag.", Themes: taxonomy.Themes.Slugs()[:1]},
	}
	record, err := cases.Encode(c)
	if err == nil {
		_, err = d.table.store(time.Now).Create(d.Context(), record)
	}
	if err != nil {
		d.Fatal(err)
	}
	secret, err := base64.StdEncoding.DecodeString(d.values.generated("FormSecret"))
	if err != nil {
		d.Fatal(err)
	}
	program := d.visitor("nl")
	program.base = "https://" + d.values.known["DeskName"]
	ask := func(key string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, program.base+handover.Path, nil)
		r.RemoteAddr = program.address
		r.Header.Set(handover.Header, key)
		w := httptest.NewRecorder()
		d.staff.ServeHTTP(w, r)
		return w
	}
	if w := ask(strings.Repeat("0", 64)); w.Code != http.StatusNotFound {
		d.Errorf("another key: got %d, want 404", w.Code)
	}
	w := ask(handover.Key(secret))
	if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "no-store") || strings.Contains(w.Body.String(), "anarie") {
		d.Fatalf("got %d %v\n%s\nwant what everybody may read, kept nowhere", w.Code, w.Header(), w.Body)
	}
	h, err := handover.Decode(w.Body, taxonomy)
	if err != nil || len(h.Records.Files) != 1 || h.Records.Files[0].Path != "vragen/mag-dat-echt.md" || len(h.Figures) == 0 {
		d.Errorf("got %+v %v, want the draft and the figures", h.Records, err)
	}
}
