package templates

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// texts maps a key to its text by language.
type texts map[string]map[string]string

// readTexts reads every i18n/*.json, mail/*.json and mail/*.txt. A key that
// stands in two files is an error.
func readTexts(files fs.FS, languages []string) (texts, error) {
	paths, err := fs.Glob(files, "i18n/*.json")
	if err != nil {
		return nil, err
	}
	pieces, err := fs.Glob(files, "mail/*.json")
	if err != nil {
		return nil, err
	}
	all := texts{}
	for _, path := range append(paths, pieces...) {
		data, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, fmt.Errorf("read texts: %w", err)
		}
		var some texts
		decoder := json.NewDecoder(bytes.NewReader(data))
		if err := decoder.Decode(&some); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if err := all.add(some, languages); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	if err := readMail(files, languages, all); err != nil {
		return nil, err
	}
	return all, nil
}

// add takes in the texts of one file.
func (t texts) add(some texts, languages []string) error {
	for key, byLang := range some {
		if _, twice := t[key]; twice {
			return fmt.Errorf("key %q also stands in another file", key)
		}
		if byLang[languages[0]] == "" {
			return fmt.Errorf("%s lacks a text in %q", key, languages[0])
		}
		t[key] = byLang
	}
	return nil
}

// Text gives the text of a key, with {name} replaced by the value that follows
// name in args. When "n" is 1 and KEY_one exists, that one is used. A key
// without text comes back as itself between brackets, and a test finds it.
func (s *Set) Text(lang, key string, args ...any) string {
	if len(args) >= 2 && fmt.Sprint(args[0]) == "n" && fmt.Sprint(args[1]) == "1" {
		if one, ok := s.lookup(lang, key+"_one"); ok {
			return replace(one, args)
		}
	}
	text, ok := s.lookup(lang, key)
	if !ok {
		return "[" + key + "]"
	}
	return replace(text, args)
}

// HasText reports whether there is a text for the key.
func (s *Set) HasText(key string) bool { _, ok := s.texts[key]; return ok }

func (s *Set) lookup(lang, key string) (string, bool) {
	byLang, ok := s.texts[key]
	if !ok {
		return "", false
	}
	if text := byLang[lang]; text != "" {
		return text, true
	}
	return byLang[s.options.Languages[0]], true
}

func replace(text string, args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		text = strings.ReplaceAll(text, "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1]))
	}
	return text
}

// Label gives a term's name: its own label, or the text keuze.VOCABULARY.SLUG.
func (s *Set) Label(lang, vocabulary, slug string) string {
	if v := s.options.Taxonomy.Vocabulary(vocabulary); v != nil {
		if term, ok := v.Term(slug); ok {
			if label := term.Labels[lang]; label != "" {
				return label
			}
			if label := term.Labels[s.options.Languages[0]]; label != "" {
				return label
			}
		}
	}
	return s.Text(lang, "keuze."+vocabulary+"."+slug)
}

// Euro writes whole euros as the language does: "€ 1.500" or "€1,500".
func Euro(lang string, n int) string {
	separator, prefix := ".", "€\u00a0"
	if lang == "en" {
		separator, prefix = ",", "€"
	}
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + separator + digits[i:]
	}
	if lang == "de" {
		return digits + "\u00a0€"
	}
	return prefix + digits
}
