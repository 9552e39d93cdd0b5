package browsertest

import (
	"fmt"
	"strconv"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mkbloket/internal/chromium"
)

// mostSteps is more than the places on any page that Tab goes through.
const mostSteps = 400

// focused is the element that has the keyboard.
type focused struct {
	Tag, Type, ID, Name, Value, Href, Text string
}

const readFocused = `(() => {
  const e = document.activeElement;
  const of = (name) => e.getAttribute(name) || "";
  return {Tag: e.tagName.toLowerCase(), Type: e.type || "", ID: e.id, Name: e.name || "", Value: e.value || "",
    Href: of("href"), Text: (e.textContent || "").trim().slice(0, 80)};
})()`

func (f focused) String() string {
	return fmt.Sprintf("<%s id=%q name=%q href=%q> %q", f.Tag, f.ID, f.Name, f.Href, f.Text)
}

// focus is where the keyboard is.
func focus(v *chromium.Tab) focused {
	v.Helper()
	return chromium.Read[focused](v, readFocused)
}

// press presses keys one after the other.
func press(v *chromium.Tab, keys string, modifiers ...chromedp.Modifier) {
	v.Helper()
	v.Do(strokes(keys, modifiers...))
}

// strokes presses keys as a keyboard does: the raw key first and what it types
// after that, so that a key that moved the focus types nothing at the new place.
func strokes(keys string, modifiers ...chromedp.Modifier) chromedp.Action[chromedp.Void] {
	raw := func(p *input.DispatchKeyEventParams) {
		if p.Type == input.DispatchKeyEventTypeKeyDown {
			p.Type = input.DispatchKeyEventTypeRawKeyDown
		}
	}
	return chromedp.KeyEvent(keys, raw, chromedp.KeyModifiers(modifiers...))
}

// tabTo presses Tab until the keyboard is where it is wanted.
func tabTo(v *chromium.Tab, what string, wanted func(focused) bool) focused {
	v.Helper()
	return walk(v, what, wanted)
}

// tabBackTo presses Shift+Tab until the keyboard is where it is wanted.
func tabBackTo(v *chromium.Tab, what string, wanted func(focused) bool) focused {
	v.Helper()
	return walk(v, what, wanted, chromedp.ModifierShift)
}

func walk(v *chromium.Tab, what string, wanted func(focused) bool, modifiers ...chromedp.Modifier) focused {
	v.Helper()
	for range mostSteps {
		press(v, kb.Tab, modifiers...)
		if f := focus(v); wanted(f) {
			return f
		}
	}
	v.Fatalf("the keyboard does not reach %s", what)
	return focused{}
}

// answer is a field of a form and what a visitor answers: text, or the value
// of a choice.
type answer struct{ name, value string }

// fill goes to a field with Tab and answers it.
func fill(v *chromium.Tab, a answer) {
	v.Helper()
	f := tabTo(v, "field "+a.name+" "+a.value, func(f focused) bool {
		return f.Name == a.name && (f.Type != "checkbox" || f.Value == a.value)
	})
	enter(v, f, a.value)
}

// enter answers the field that has the keyboard.
func enter(v *chromium.Tab, f focused, value string) {
	v.Helper()
	switch f.Type {
	case "checkbox":
		press(v, " ")
	case "radio":
		if f.Value == value {
			press(v, " ")
			return
		}
		choose(v, value)
	case "select-one":
		choose(v, value)
	default:
		press(v, "a", chromedp.ModifierCtrl) // replaces what stands there
		press(v, value)
	}
}

// choose presses the arrow until the choice is made.
func choose(v *chromium.Tab, value string) {
	v.Helper()
	for range mostSteps {
		press(v, kb.ArrowDown)
		if focus(v).Value == value {
			return
		}
	}
	v.Fatalf("the arrows do not reach %q", value)
}

// toButton goes to the button that sends the form.
func toButton(v *chromium.Tab) {
	v.Helper()
	tabTo(v, "the button of the form", func(f focused) bool {
		return f.Tag == "button" && f.Type == "submit" && f.Name != "stap" || f.Value == "versturen"
	})
}

// send goes to the button of the form, presses it and gives the status of the
// page that follows.
func send(v *chromium.Tab) int {
	v.Helper()
	toButton(v)
	return v.Load(strokes(kb.Enter))
}

// title is the title of the page.
func title(v *chromium.Tab) string {
	v.Helper()
	return chromium.Read[string](v, "document.title")
}

// texts gives the text of every element that a CSS selector finds.
func texts(v *chromium.Tab, selector string) []string {
	v.Helper()
	return chromium.Read[[]string](v, "[...document.querySelectorAll("+strconv.Quote(selector)+")].map(e => e.textContent.trim())")
}
