package templates

import (
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// languageLine begins the text of a message in one language.
const languageLine = "== "

// readMail adds the messages of mail/NAME.txt as the texts mail.NAME.subject
// and mail.NAME.text. Such a file has a part for each language: the line
// "== nl", the subject, an empty line and the text.
func readMail(files fs.FS, languages []string, all texts) error {
	paths, err := fs.Glob(files, "mail/*.txt")
	if err != nil {
		return err
	}
	for _, file := range paths {
		data, err := fs.ReadFile(files, file)
		if err != nil {
			return fmt.Errorf("read mail: %w", err)
		}
		some, err := parseMail(messageName(file), strings.ReplaceAll(string(data), "\r\n", "\n"))
		if err == nil {
			err = all.add(some, languages)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

// messageName is the name of the message in a file: mail/answer.txt is answer.
func messageName(file string) string { return strings.TrimSuffix(path.Base(file), ".txt") }

// parseMail splits a file into its languages, and each into subject and text.
func parseMail(name, source string) (texts, error) {
	subjects, bodies := map[string]string{}, map[string]string{}
	parts := strings.Split("\n"+source, "\n"+languageLine)
	if strings.TrimSpace(parts[0]) != "" {
		return nil, fmt.Errorf("the first line must name a language, as %snl", languageLine)
	}
	for _, part := range parts[1:] {
		lang, rest, _ := strings.Cut(part, "\n")
		subject, body, _ := strings.Cut(rest, "\n\n")
		lang, subject, body = strings.TrimSpace(lang), strings.TrimSpace(subject), strings.TrimSpace(body)
		switch {
		case subject == "" || body == "" || strings.Contains(subject, "\n"):
			return nil, fmt.Errorf("%s: write a subject of one line, an empty line and the text", lang)
		case subjects[lang] != "":
			return nil, fmt.Errorf("%s stands there twice", lang)
		}
		subjects[lang], bodies[lang] = subject, body
	}
	return texts{"mail." + name + ".subject": subjects, "mail." + name + ".text": bodies}, nil
}

// MailNames gives the names of all messages, sorted: those that have a subject.
func (s *Set) MailNames() []string {
	var names []string
	for key := range s.texts {
		if name, ok := strings.CutPrefix(key, "mail."); ok && strings.HasSuffix(name, ".subject") {
			names = append(names, strings.TrimSuffix(name, ".subject"))
		}
	}
	slices.Sort(names)
	return names
}

// Letters makes the HTML of messages from their text. It is safe for concurrent
// use.
type Letters struct {
	base   string
	layout *template.Template
}

// NewLetters reads mail/layout.html from files. Base is the address of the
// site, such as https://example.org.
func NewLetters(files fs.FS, base string) (*Letters, error) {
	source, err := fs.ReadFile(files, "mail/layout.html")
	if err != nil {
		return nil, fmt.Errorf("read layout of mail: %w", err)
	}
	layout, err := template.New("mail").Option("missingkey=error").Parse(string(source))
	if err != nil {
		return nil, fmt.Errorf("parse layout of mail: %w", err)
	}
	return &Letters{base: strings.TrimRight(base, "/"), layout: layout}, nil
}

// Letters gives the Letters of the site.
func (s *Set) Letters() (*Letters, error) { return s.letters() }

// letters reads the layout at the first use: not every site sends mail.
func letters(files fs.FS, base string) func() (*Letters, error) {
	return sync.OnceValues(func() (*Letters, error) { return NewLetters(files, base) })
}

// piece is a stretch of a line.
type piece struct {
	Text string
	Link bool
}

// HTML writes a text as a document in a language: paragraphs stay paragraphs,
// lines stay lines, and addresses of the site become links. Nothing else does,
// so that what a person typed is text and nothing more (requirement 59).
func (l *Letters) HTML(lang, subject, text string) (string, error) {
	data := struct {
		Lang, Subject string
		Paragraphs    [][][]piece
	}{lang, subject, l.paragraphs(text)}
	var out strings.Builder
	if err := l.layout.Execute(&out, data); err != nil {
		return "", fmt.Errorf("write mail as HTML: %w", err)
	}
	return out.String(), nil
}

// paragraphs splits a text at its empty lines.
func (l *Letters) paragraphs(text string) (all [][][]piece) {
	var open [][]piece
	for line := range strings.Lines(text + "\n\n") {
		if line = strings.TrimSpace(line); line != "" {
			open = append(open, l.pieces(line))
			continue
		}
		if len(open) > 0 {
			all = append(all, open)
		}
		open = nil
	}
	return all
}

// pieces splits a line into text and addresses of the site.
func (l *Letters) pieces(line string) (all []piece) {
	text := ""
	for i, word := range strings.SplitAfter(line, " ") {
		address := strings.TrimRight(word, " .,;:!?)")
		if l.base == "" || !strings.HasPrefix(address+"/", l.base+"/") {
			text += word
			continue
		}
		if i > 0 {
			all = append(all, piece{Text: text})
		}
		all = append(all, piece{address, true})
		text = word[len(address):]
	}
	if text != "" || len(all) == 0 {
		all = append(all, piece{Text: text})
	}
	return all
}
