package preview

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"strconv"

	"mkbloket/generator/content"
	"mkbloket/internal/headers"
)

//go:embed simple.html
var simpleText string

// simplePage is for what must work when the templates of the site do not.
var simplePage = template.Must(template.New("simple").Parse(simpleText))

// message fills simplePage.
type message struct {
	Title    string
	Lead     string
	More     string
	Style    string // address of the style sheet, or empty
	ID       string // of the request, to quote to the desk
	Reload   bool
	Problems []content.Problem
}

// messages are what visitors read with a status. None repeats what they sent.
var messages = map[int]message{
	http.StatusNotFound:            {Title: "Deze pagina bestaat niet", Lead: "Misschien is het adres veranderd, of is er een typefout gemaakt."},
	http.StatusMethodNotAllowed:    {Title: "Dit kan hier niet", Lead: "Deze pagina kunt u alleen bekijken. Ga terug en gebruik het formulier op de pagina zelf."},
	http.StatusMisdirectedRequest:  {Title: "Deze site staat niet op dit adres", Lead: "Controleer het adres in de adresbalk."},
	http.StatusServiceUnavailable:  {Title: "De site is even niet bereikbaar", Lead: "Probeer het over een paar minuten opnieuw. Had u een formulier ingevuld? Er is niets verstuurd. Ga terug in uw browser: daar staat nog wat u hebt getypt."},
	http.StatusInternalServerError: {Title: "Er ging iets mis", Lead: "Dat ligt aan ons. Probeer het over een paar minuten opnieuw. Noem het nummer hieronder als u ons hierover schrijft."},
}

// simple writes the page of a status with the style of the current files.
func (h *Handler) simple(w http.ResponseWriter, status int, id string) {
	writeSimple(w, h.files.Load(), status, id)
}

// writeSimple writes the page of a status; files, if any, lend their style.
func writeSimple(w http.ResponseWriter, files *Files, status int, id string) {
	m := messages[status]
	m.ID = id
	if files != nil {
		m.Style = files.style
	}
	m.write(w, status)
}

// write sends the page, which is kept nowhere.
func (m message) write(w http.ResponseWriter, status int) {
	dynamic.Apply(w.Header())
	var b bytes.Buffer
	if err := simplePage.Execute(&b, m); err != nil {
		w.Header().Set("Content-Type", headers.ContentType(".txt"))
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte(http.StatusText(http.StatusInternalServerError) + "\n"))
		return
	}
	w.Header().Set("Content-Type", headers.ContentType(".html"))
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the visitor has gone: nothing to do
}

// count writes a number of mistakes.
func count(n int) string {
	if n == 1 {
		return "1 fout in de inhoud"
	}
	return strconv.Itoa(n) + " fouten in de inhoud"
}
