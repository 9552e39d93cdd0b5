package page

import (
	"maps"
	"net/http"
	"slices"

	"mkbloket/internal/web"
	"mkbloket/templates"
)

// Keys of refusals that only the desk has, beside those of package web.
const (
	keySignIn    = "aanmelden"
	keyAnew      = "opnieuw"
	keyForbidden = "verboden"
)

// Refused fills the template refused.
type Refused struct {
	Text       string
	ID         string  // of the request, for the log
	SignIn     string  // address of the page to sign in; empty: that does not help
	Again      string  // address to send everything to again; empty: that does not help
	Hidden     []Value // what was posted
	Typed      []Value // of that, what people typed
	Back, Link string  // the way on
}

// said is the title and the text of a refusal.
type said struct{ title, text string }

var sayings = map[string]said{
	keySignIn:     {"Meld u opnieuw aan", "U bent niet (meer) aangemeld. Er is nog niets opgeslagen, maar wat u had ingevuld, is er nog."},
	keyAnew:       {"Meld u opnieuw aan", "Voor deze handeling moet u zich kort geleden hebben aangemeld. Er is nog niets opgeslagen, maar wat u had ingevuld, is er nog."},
	keyForbidden:  {"Dit mag u niet", "Uw rol geeft geen toegang tot deze pagina. Vraag de beheerder als u denkt dat dit niet klopt."},
	"not_found":   {"Niet gevonden", "Deze pagina of zaak is er niet, of u mag die niet zien."},
	"method":      {"Dit kan zo niet", "Deze pagina wordt op een andere manier geopend."},
	"type":        {"Niet ontvangen", "Het formulier kwam niet aan zoals een browser het stuurt."},
	"large":       {"Te veel tekst", "Het formulier is te groot. Kort de tekst in en probeer het opnieuw."},
	"bad":         {"Niet begrepen", "Het formulier kwam niet heel aan. Ga terug en probeer het opnieuw."},
	"cross":       {"Geweigerd", "Dit formulier kwam van een andere website. Open de balie zelf en probeer het daar."},
	"busy":        {"Even wachten", "Er kwamen te veel verzoeken. Wacht even en probeer het opnieuw."},
	"unavailable": {"Nu niet mogelijk", "Het opslaan of opzoeken lukt nu niet. Er is niets gewijzigd. Probeer het zo opnieuw."},
	"fault":       {"Er ging iets mis", "Er zit een fout in het programma. Geef het nummer hieronder door aan de beheerder."},
}

// refusal is the page that says why a request was not taken, with everything
// that was posted.
func (s *Server) refusal(r *Request, why *web.Refusal) *templates.Page {
	says, ok := sayings[why.Key]
	if !ok {
		says = sayings["fault"]
	}
	d := &Refused{Text: says.text, ID: r.ID, Back: Base, Link: "Naar de balie"}
	if r.Method == http.MethodPost {
		s.keep(r, why, d)
	}
	p, err := s.page(r, View{Title: says.title, Data: d})
	if err != nil { // no randomness for a token: the page does without
		p = &templates.Page{Lang: s.config.Set.Languages()[0], Title: says.title, Site: s.config.Set.Site(), Data: d, Desk: &Frame{}}
	}
	p.Error = true
	return p
}

// keep puts what was posted on the page: as a form that can be sent again where
// that helps, and always as text.
func (s *Server) keep(r *Request, why *web.Refusal, d *Refused) {
	if why.Key == keySignIn || why.Key == keyAnew {
		d.SignIn, d.Again = s.SignIn(Base, why.Key == keyAnew), r.URL.Path
	} else if why.Again {
		d.Again = r.URL.Path
	}
	for _, name := range slices.Sorted(maps.Keys(r.Values)) {
		for _, v := range r.Values[name] {
			if secretField(name) {
				continue
			}
			d.Hidden = append(d.Hidden, Value{name, v})
			if name != FieldToken && name != FieldRevision && v != "" {
				d.Typed = append(d.Typed, Value{name, v})
			}
		}
	}
	if d.Again == "" {
		d.Hidden = nil
	}
}

// secretField reports whether a field may hold what must not be shown again.
func secretField(name string) bool {
	return slices.Contains([]string{"wachtwoord", "code", "nieuw_wachtwoord", "herstelcode"}, name)
}
