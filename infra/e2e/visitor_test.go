package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// visitor is somebody with a browser at an address of his own.
type visitor struct {
	*desk
	base    string // https://host of the site
	address string // and port
	lang    string
}

// visitor gives a visitor who was not here before, in the range for such use
// (RFC 2544).
func (d *desk) visitor(lang string) *visitor {
	n := d.visitors.Add(1)
	return &visitor{desk: d, base: d.release.terms.Site.Base, address: fmt.Sprintf("198.18.%d.%d:4711", n/256, n%256), lang: lang}
}

// page is a path in the language of the visitor.
func (v *visitor) page(path string) string {
	if v.lang == "nl" {
		return path
	}
	return "/" + v.lang + path
}

// request is a request with what browsers send along.
func (v *visitor) request(method, path, body string) *http.Request {
	r := httptest.NewRequest(method, v.base+path, strings.NewReader(body))
	r.RemoteAddr = v.address
	r.Header.Set("User-Agent", "Mozilla/5.0")
	r.Header.Set("Accept-Language", v.lang)
	r.Header.Set("Cookie", "van=elders")
	r.Header.Set("Referer", v.base+path)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", v.base)
	}
	return r
}

func (v *visitor) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	v.edge.ServeHTTP(w, r)
	return w
}

func (v *visitor) get(path string) *httptest.ResponseRecorder {
	return v.do(v.request(http.MethodGet, path, ""))
}

func (v *visitor) post(path string, form url.Values) *httptest.ResponseRecorder {
	return v.do(v.request(http.MethodPost, path, form.Encode()))
}

// open opens a form and gives what a browser would send of it unseen: the
// address it posts to and its hidden fields.
func (v *visitor) open(path string) (action string, hidden url.Values) {
	v.Helper()
	w := v.get(path)
	if w.Code != http.StatusOK {
		v.Fatalf("%s: got %d, want the form", path, w.Code)
	}
	action, hidden = read(v, w)
	if action == "" || hidden.Get("formulier") == "" || hidden.Get("taal") != v.lang {
		v.Fatalf("%s: got a form to %q with %v, want one with a token, in %s", path, action, hidden, v.lang)
	}
	return action, hidden
}

// read finds the form on a page: where it posts to and its hidden fields.
func read(v *visitor, w *httptest.ResponseRecorder) (action string, hidden url.Values) {
	v.Helper()
	page, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		v.Fatal(err)
	}
	hidden = url.Values{}
	for n := range page.Descendants() {
		switch {
		case n.DataAtom == atom.Form && attribute(n, "method") == "post":
			action = attribute(n, "action")
		case n.DataAtom == atom.Input && attribute(n, "type") == "hidden":
			hidden.Add(attribute(n, "name"), attribute(n, "value"))
		}
	}
	return action, hidden
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// with is a form with other values, of pairs of name and value; an empty value
// takes the field out.
func with(form url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for name, values := range form {
		out[name] = append([]string(nil), values...)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if out.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
			out.Del(pairs[i])
		}
	}
	return out
}

// joined is a form with all values of two.
func joined(a, b url.Values) url.Values {
	out := with(a)
	for name, values := range b {
		out[name] = values
	}
	return out
}

// referenceIn gives the reference in the address of a receipt.
func referenceIn(w *httptest.ResponseRecorder) string {
	where, err := url.Parse(w.Header().Get("Location"))
	if err != nil {
		return ""
	}
	return where.Query().Get("k")
}
