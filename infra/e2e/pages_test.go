package e2e

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestFormIsFilledInAheadWithWhatTheSiteKnows(t *testing.T) {
	t.Parallel()
	v := newDesk(t, setting{processes: 1}).visitor("nl")
	for _, page := range []string{"/vraag-stellen/", "/advies-aanvragen/"} {
		_, hidden := v.open(page + "?regeling=wbso")
		if got := hidden.Get("regeling"); got != "wbso" {
			t.Errorf("%s: got %q, want wbso", page, got)
		}
		_, hidden = v.open(page + "?regeling=bestaat-niet")
		if got := hidden.Get("regeling"); got != "" {
			t.Errorf("%s: got %q of a scheme that is not there", page, got)
		}
	}
	chosen := regexp.MustCompile(`value="?adviseur"?[^>]* checked|checked[^>]* value="?adviseur`)
	if body := v.get("/profiel-aanmelden/?soort=adviseur").Body.String(); !chosen.MatchString(body) {
		t.Error("profile: got nothing chosen, want adviser")
	}
}

func TestLookingChangesNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t, setting{})
	v := d.visitor("nl")
	f := d.forms("kijken")[0]
	action, hidden := v.open(f.page)
	done := v.post(action, joined(f.fields, hidden)).Header().Get("Location")
	d.table.unchanged(func() {
		for _, path := range []string{"/", "/vraag-stellen/", "/en/advies-aanvragen/", "/de/profiel-aanmelden/?soort=adviseur", done, action, action + "/",
			action + "?" + joined(f.fields, hidden).Encode(), "/api/elders", "/niet-hier/"} {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				if got := v.do(v.request(method, path, "")).Code; got >= 500 {
					t.Errorf("%s %s: got %d", method, path, got)
				}
			}
		}
	})
}

// TestPagesAndTheirFilesFit looks whether what the functions draw and what lies
// in the bucket belong to one site.
func TestPagesAndTheirFilesFit(t *testing.T) {
	t.Parallel()
	v := newDesk(t, setting{processes: 1}).visitor("nl")
	files := regexp.MustCompile(`"(/assets/[^"]+)"`).FindAllStringSubmatch(v.get("/vraag-stellen/").Body.String(), -1)
	if len(files) < 2 {
		t.Errorf("got %d files, want a style and a script at least", len(files))
	}
	for _, file := range files {
		if got := v.get(file[1]).Code; got != http.StatusOK {
			t.Errorf("%s: got %d, want 200", file[1], got)
		}
	}
	for path, want := range map[string]string{
		"/vraag-stellen": "/vraag-stellen/", "/en/advies-aanvragen": "/en/advies-aanvragen/", "/regelingen/wbso": "/regelingen/wbso/",
	} {
		if w := v.get(path); w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != v.base+want {
			t.Errorf("%s: got %d to %s, want 308 to %s", path, w.Code, w.Header().Get("Location"), want)
		}
	}
	if w := v.get("/regelingen/wbso/"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "/vraag-stellen/?regeling=wbso") {
		t.Errorf("page of a scheme: got %d, want 200 with the way to a question about it", w.Code)
	}
}
