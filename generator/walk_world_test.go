package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	netmail "net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mkbloket/generator/preview"
	"mkbloket/internal/chromium"
	"mkbloket/internal/staff/stafftest"
)

var walkPictures = flag.String("pictures", "", "folder for pictures of every page that the walks pass")

// world is the whole portal at work in this process, on a copy of the content,
// with a clock that is moved by hand: a visitor's browser without scripts and
// one of staff.
type world struct {
	*testing.T
	base, data, content string
	clock               *handClock
	server              *portalServer
	visitor, staff      *chromium.Tab
	axe                 string
	key, password, id   string // of the account of staff
	seen                int    // pictures taken
}

// handClock is a clock that is moved by hand.
type handClock struct {
	mu sync.Mutex
	at time.Time
}

func (c *handClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *handClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: a walk drives two browsers for half a minute")
	}
	w := &world{T: t, axe: chromium.Axe(t), data: filepath.Join(t.TempDir(), "var"), content: filepath.Join(t.TempDir(), "content"),
		clock: &handClock{at: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}, password: "vier losse woorden samen"}
	if err := os.CopyFS(w.content, os.DirFS("../content")); err != nil {
		t.Fatal(err)
	}
	w.serve()
	w.visitor, w.staff = chromium.Start(t), chromium.Start(t)
	w.visitor.WithoutScripts()
	w.staff.WithoutScripts()
	return w
}

// serve starts the portal as "generator serve" does, and stops it with the test.
func (w *world) serve() {
	w.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(w.Context()))
	l, err := preview.Listen(ctx, "127.0.0.1:0", false)
	if err != nil {
		w.Fatal(err)
	}
	w.base = "http://" + l.Addr().String()
	o := settings{addr: l.Addr().String(), content: w.content, data: w.data, base: w.base, date: "2026-11-23", public: true, now: w.clock.now}
	log := slog.New(slog.NewTextHandler(failing{w.T}, &slog.HandlerOptions{Level: slog.LevelError}))
	d, err := openDesk(ctx, o, log)
	if err != nil {
		w.Fatal(err)
	}
	w.server = &portalServer{settings: o, desk: d, out: io.Discard, log: log}
	if err := w.server.start(ctx); err != nil {
		w.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- w.server.run(ctx, l) }()
	w.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, d.close()); err != nil {
			w.Error(err)
		}
	})
}

// failing fails the test for each line: nothing may go wrong at the desk.
type failing struct{ t *testing.T }

func (f failing) Write(p []byte) (int, error) {
	f.t.Errorf("log of the portal: %s", p)
	return len(p), nil
}

// pass lets time pass: the clock of the desk and the outbox run at the new time.
func (w *world) pass(d time.Duration) {
	w.Helper()
	w.clock.pass(d)
	if err := w.server.handler.Update(w.Context(), w.server.build); err != nil {
		w.Fatal(err)
	}
}

// workdays lets days pass in steps, as they do: reminders come between.
func (w *world) workdays(n int) {
	for range n {
		w.pass(24 * time.Hour)
	}
}

// eventually waits until a condition holds, twenty seconds at most.
func (w *world) eventually(what string, holds func() bool) {
	w.Helper()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	late := time.After(20 * time.Second)
	for !holds() {
		select {
		case <-ticker.C:
		case <-late:
			w.Fatalf("%s: did not come", what)
		}
	}
}

// command runs a command beside the running server.
func (w *world) command(args ...string) string {
	w.Helper()
	var out, messages bytes.Buffer
	if code := run(w.Context(), args, streams{&out, &messages}); code != 0 {
		w.Fatalf("%q: got %d: %s%s", args, code, &out, &messages)
	}
	return out.String()
}

// letter is a message that the desk sent.
type letter struct{ subject, text string }

// letter waits for the message of a case with a word in its name.
func (w *world) letter(ref, word string) letter {
	w.Helper()
	pattern := filepath.Join(w.data, "mail", strings.ToLower(ref)+"-"+word+"*.eml")
	var found []string
	w.eventually("mail "+word+" of "+ref, func() bool {
		found, _ = filepath.Glob(pattern)
		return len(found) > 0
	})
	slices.Sort(found)
	raw, err := os.ReadFile(found[len(found)-1])
	if err != nil {
		w.Fatal(err)
	}
	return w.parse(raw)
}

func (w *world) parse(raw []byte) letter {
	w.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		w.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		w.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		w.Fatal(err)
	}
	body := m.Body
	if strings.HasPrefix(kind, "multipart/") {
		part, err := multipart.NewReader(body, params["boundary"]).NextPart() // which decodes quoted-printable
		if err != nil {
			w.Fatal(err)
		}
		body = part
	} else if m.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		w.Fatal(err)
	}
	return letter{subject, strings.ReplaceAll(string(text), "\r\n", "\n")}
}

// link is the first link of the site in a message.
func (w *world) link(l letter) string {
	w.Helper()
	link := regexp.MustCompile(regexp.QuoteMeta(w.base) + `\S+`).FindString(l.text)
	if link == "" {
		w.Fatalf("no link in %q", l.text)
	}
	return link
}

// look lets axe judge a page and takes its pictures.
func (w *world) look(v *chromium.Tab, name string) {
	w.Helper()
	w.Logf("%s: %s", name, chromium.Read[string](v, "document.title"))
	v.WithScripts() // axe is one
	v.JudgeEverywhere(w.axe)
	v.WithoutScripts()
	w.seen++
	if *walkPictures == "" {
		return
	}
	if err := os.MkdirAll(*walkPictures, 0o755); err != nil {
		w.Fatal(err)
	}
	for _, s := range []chromium.Screen{{Width: 360}, {Width: 360, Dark: true}, {Width: 1280, Dark: true}, {Width: 1280}} {
		v.Show(s)
		file := fmt.Sprintf("%02d-%s-%s.png", w.seen, name, s)
		if err := os.WriteFile(filepath.Join(*walkPictures, file), v.Picture(), 0o644); err != nil {
			w.Fatal(err)
		}
	}
}

// see opens an address, wants status 200, and looks at it.
func (w *world) see(v *chromium.Tab, name, address string) {
	w.Helper()
	if strings.HasPrefix(address, "/") {
		address = w.base + address
	}
	if got := v.Go(address); got != http.StatusOK {
		w.Fatalf("%s: got %d, want 200: %s", name, got, chromium.Read[string](v, "document.body.innerText"))
	}
	w.look(v, name)
}

// deed selects the form of a deed on a page that has several to one address.
func deed(name string) string { return `form:has([name="doen"][value="` + name + `"])` }

// send fills in the form that posts to an address, or that a selector names, and
// sends it with the button that button selects within it. Fields that are boxes take the values to tick.
func (w *world) send(v *chromium.Tab, action, button string, values map[string][]string) int {
	w.Helper()
	form := action
	if strings.HasPrefix(action, "/") {
		form = `form[action="` + action + `"]`
	}
	for name, all := range values {
		for _, value := range all {
			set := `(() => {
				let done = false;
				for (const e of document.querySelectorAll(` + strconv.Quote(form+` [name="`+name+`"]`) + `)) {
					if (e.type == "hidden") continue;
					if (e.type != "checkbox" && e.type != "radio") { e.value = ` + strconv.Quote(value) + `; done = true; }
					else if (e.value == ` + strconv.Quote(value) + `) { e.checked = true; done = true; }
				}
				return done;
			})()`
			if !chromium.Read[bool](v, set) {
				w.Fatalf("%s: the form has no %s for %q", action, name, value)
			}
		}
	}
	if !chromium.Read[bool](v, `!!document.querySelector(`+strconv.Quote(form+" "+button)+`)`) {
		w.Fatalf("%s: got no %s in\n%s", action, button, chromium.Read[string](v, "document.body.innerText"))
	}
	v.Run(`for (const d of document.querySelectorAll("details")) d.open = true`)
	w.clock.pass(20 * time.Second) // nobody fills in a form at once
	return v.Press(form + " " + button)
}

// plain selects the button that does what the form is for.
const plain = `button[type="submit"]:not([name])`

// holds fails unless the page holds each text.
func (w *world) holds(v *chromium.Tab, name string, texts ...string) {
	w.Helper()
	page := chromium.Read[string](v, "document.body.innerText")
	for _, text := range texts {
		if !strings.Contains(page, text) {
			w.Errorf("%s: got no %q in\n%s", name, text, page)
		}
	}
}

// hire makes the first account with the command and takes up its invitation.
func (w *world) hire() {
	w.Helper()
	out := w.command("staff", "add", "-data", w.data, "-naam", "Test Medewerker", "-email", "medewerker@example.org",
		"-rollen", "beheerder,coordinator,medewerker,redacteur", "-base", w.base)
	w.see(w.staff, "uitnodiging", w.link(letter{text: out}))
	w.key = chromium.Read[string](w.staff, `document.querySelector(".access-key").textContent`)
	if got := w.send(w.staff, "/balie/uitnodiging/", plain, map[string][]string{"wachtwoord": {w.password}, "code": {w.code()}}); got != http.StatusOK {
		w.Fatalf("invitation: got %d, want 200", got)
	}
	w.look(w.staff, "herstelcodes")
}

// signIn signs in anew, as staff does after half an hour.
func (w *world) signIn() {
	w.Helper()
	w.clock.pass(time.Minute) // a code works once
	w.see(w.staff, "aanmelden", "/balie/aanmelden/")
	got := w.send(w.staff, "/balie/aanmelden/", plain, map[string][]string{
		"email": {"medewerker@example.org"}, "wachtwoord": {w.password}, "code": {w.code()}})
	if got != http.StatusOK {
		w.Fatalf("sign in: got %d, want 200: %s", got, chromium.Read[string](w.staff, "document.body.innerText"))
	}
}

func (w *world) code() string { return stafftest.Code(w.T, w.key, w.clock.now()) }

// reference reads the reference on the page after a form was sent.
func (w *world) reference(v *chromium.Tab) string {
	w.Helper()
	return strings.TrimSpace(chromium.Read[string](v, `document.querySelector(".reference")?.innerText ?? ""`))
}

// does does a deed to a case at the desk, and wants to be led back to the case.
func (w *world) does(ref, deed string, values map[string][]string) {
	w.Helper()
	w.doesAt("/balie/zaken/"+ref+"/"+deed+"/", plain, values)
}

func (w *world) doesAt(address, button string, values map[string][]string) {
	w.Helper()
	w.see(w.staff, strings.ReplaceAll(strings.Trim(address, "/"), "/", "-"), address)
	if got := w.send(w.staff, address, button, values); got != http.StatusOK {
		w.Fatalf("%s: got %d: %s", address, got, chromium.Read[string](w.staff, "document.body.innerText"))
	}
}
