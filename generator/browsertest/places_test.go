package browsertest

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"mkbloket/internal/chromium"
)

// place is a page in a state, and how a visitor gets there.
type place struct {
	name   string
	status int
	reach  func(v *chromium.Tab, base string) (status int)
}

// at is a place with an address.
func at(name, path string) place { return place{name, http.StatusOK, visit(path)} }

func visit(path string) func(*chromium.Tab, string) int {
	return func(v *chromium.Tab, base string) int {
		v.Helper()
		return v.Go(base + path)
	}
}

// everywhere goes through all pages and states, each as a subtest.
func everywhere(v *chromium.Tab, p *portal, look func(*chromium.Tab, place)) {
	for _, at := range append(pages(), states()...) {
		v.Subtest(strings.ReplaceAll(at.name, " ", "-"), func(v *chromium.Tab) {
			if got := at.reach(v, p.base); got != at.status {
				v.Fatalf("got status %d, want %d", got, at.status)
			}
			look(v, at)
		})
	}
}

// pages are one or more of every type, and a page in each other language.
func pages() []place {
	return []place{
		at("home", "/"), at("home in English", "/en/"), at("home in German", "/de/"),
		at("schemes", "/regelingen/"), at("schemes page 2", "/regelingen/pagina/2/"),
		at("schemes of a sector", "/regelingen/sector/landbouw/"), at("schemes of a municipality in German", "/de/regelingen/regio/maastricht/"),
		at("scheme", "/regelingen/wbso/"), at("scheme that ended", "/regelingen/tozo/"), at("scheme in Dutch only", "/de/regelingen/kia/"),
		at("scheme with unknown status", "/regelingen/mit-kennisvoucher/"),
		at("questions", "/vragen/"), at("questions of a theme", "/vragen/thema/financiering/"), at("question", "/vragen/achteraf-subsidie/"),
		at("advisers", "/adviseurs/"), at("advisers of a region", "/adviseurs/regio/zuid-limburg/"), at("adviser", "/adviseurs/liof/"),
		at("advisers in English", "/en/adviseurs/"), at("entrepreneurs", "/ondernemers/"),
		at("organisations", "/organisaties/"), at("organisation", "/organisaties/liof/"),
		at("news", "/nieuws/"), at("news item", "/nieuws/dit-portaal-is-nieuw/"),
		at("about", "/over/"), at("contact", "/contact/"), at("privacy", "/privacy/"), at("accessibility", "/toegankelijkheid/"),
		at("business plan", "/ondernemingsplan/"), at("advice", "/advies/"), at("open data", "/open-data/"), at("vulnerability", "/kwetsbaarheid-melden/"),
		at("privacy in German", "/de/privacy/"),
		{"not found", http.StatusNotFound, visit("/bestaat-niet/")},
		{"not found in English", http.StatusNotFound, visit("/en/bestaat-niet/")},
	}
}

// states are the forms in every state. The last one uses up what one address
// may send.
func states() []place {
	return []place{
		at("question blank", "/vraag-stellen/"), at("question about a scheme", "/vraag-stellen/?regeling=wbso"),
		at("profile blank", "/profiel-aanmelden/"), at("advice blank", "/advies-aanvragen/"),
		at("question blank in English", "/en/vraag-stellen/"), at("advice blank in German", "/de/advies-aanvragen/"),
		{"question with errors", http.StatusUnprocessableEntity, post("/vraag-stellen/", nil)},
		{"profile with errors", http.StatusUnprocessableEntity, post("/profiel-aanmelden/", nil)},
		{"advice with errors", http.StatusUnprocessableEntity, post("/advies-aanvragen/", nil)},
		{"advice with errors in German", http.StatusUnprocessableEntity, post("/de/advies-aanvragen/", nil)},
		{"question with a citizen service number", http.StatusUnprocessableEntity, post("/vraag-stellen/", with(question(), "vraag", "Mijn nummer is 111222333."))},
		{"advice to check", http.StatusOK, post("/advies-aanvragen/?adviseur=liof", advice())},
		{"advice to change", http.StatusOK, check("wijzigen:naam")},
		{"advice sent", http.StatusOK, check("versturen")},
		{"question sent", http.StatusOK, post("/vraag-stellen/", question())},
		{"profile sent", http.StatusOK, post("/profiel-aanmelden/", profile())},
		{"receipt that is not ours", http.StatusNotFound, visit("/vraag-stellen/ontvangen/?k=AAAA")},
		{"question refused", http.StatusBadRequest, refused},
		{"question too many", http.StatusTooManyRequests, tooMany},
	}
}

func question() url.Values {
	return url.Values{
		"onderwerp": {"Subsidie voor een warmtepomp"}, "vraag": {"Welke regeling past bij mijn bakkerij?"}, "naam": {"Test Persoon"},
		"email": {"persoon@example.org"}, "contactvoorkeur": {"email"}, "toestemming": {"ja"},
	}
}

func profile() url.Values {
	return url.Values{
		"profielsoort": {"ondernemer"}, "naam": {"Test Ondernemer"}, "zoekt": {"Een partner in Duitsland"}, "themas": {"financiering"},
		"regios": {"limburg"}, "talen": {"nl", "de"}, "tekst": {"Wij maken onderdelen en zoeken een partner over de grens."},
		"email": {"ondernemer@example.org"}, "toestemming_publicatie": {"ja"},
	}
}

func advice() url.Values {
	return url.Values{
		"ambitie": {"groei"}, "omschrijving": {"Wij willen groeien naar twintig mensen."}, "gewenste_start": {"half_jaar"}, "bedrag": {"25000"},
		"rol": {"eigenaar"}, "naam": {"Test Persoon"}, "email": {"persoon2@example.org"}, "toestemming_delen": {"ja"},
	}
}

func with(v url.Values, name, value string) url.Values {
	v.Set(name, value)
	return v
}

// post fills in the form at an address by script and sends it.
func post(path string, values url.Values) func(*chromium.Tab, string) int {
	return func(v *chromium.Tab, base string) int {
		v.Helper()
		v.Go(base + path)
		for name, all := range values {
			for _, value := range all {
				v.Run(`(() => {
					for (const e of document.getElementsByName(` + strconv.Quote(name) + `)) {
						if (e.type != "checkbox" && e.type != "radio") e.value = ` + strconv.Quote(value) + `;
						else if (e.value == ` + strconv.Quote(value) + `) e.checked = true;
					}
				})()`)
			}
		}
		return v.Press("form.form button[type=submit]")
	}
}

// check answers the page on which a request for advice is checked.
func check(step string) func(*chromium.Tab, string) int {
	return func(v *chromium.Tab, base string) int {
		v.Helper()
		post("/advies-aanvragen/", advice())(v, base)
		return v.Press("button[value='" + step + "']")
	}
}

// refused sends a field twice, which no browser does.
func refused(v *chromium.Tab, base string) int {
	v.Helper()
	v.Go(base + "/vraag-stellen/")
	v.Run(`(() => {
		const field = document.getElementById("onderwerp"), twin = field.cloneNode();
		field.value = twin.value = "Dubbel";
		twin.removeAttribute("id");
		field.after(twin);
	})()`)
	return v.Press("form.form button[type=submit]")
}

// tooMany sends questions until the portal takes no more from this address.
func tooMany(v *chromium.Tab, base string) int {
	v.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	const enough = 50 // more than the portal takes from one address
	for i := range enough {
		response, err := client.PostForm(base+"/api/question", with(question(), "onderwerp", fmt.Sprint("Vraag ", i)))
		if err != nil {
			v.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode == http.StatusTooManyRequests {
			break
		}
	}
	return post("/vraag-stellen/", question())(v, base)
}
