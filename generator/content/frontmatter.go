package content

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/adrg/frontmatter"
	"gopkg.in/yaml.v3"
)

// matter is a file split in two.
type matter struct {
	node     *yaml.Node // the mapping, nil when the front matter is empty
	body     []byte
	bodyLine int
}

// yamlFormat keeps nodes instead of values, because nodes know their lines and
// show duplicate keys. The added newline stands for the first "---", so that
// the lines yaml counts are those of the file.
var yamlFormat = frontmatter.NewFormat("---", "---", func(data []byte, v any) error {
	return decodeOne(append([]byte("\n"), data...), v)
})

// decodeOne decodes the only document in data; v stays as it is when there is
// none. Nobody would read a second one, so that is an error.
func decodeOne(data []byte, v any) error {
	d := yaml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(v); err != nil {
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	}
	var second yaml.Node
	err := d.Decode(&second)
	switch {
	case err == nil:
		return fmt.Errorf("line %d: het blok is al afgesloten met ... of ---", second.Line)
	case errors.Is(err, io.EOF):
		return nil
	}
	return err
}

// split parses the front matter of a file; what is wrong is returned as problems of path.
func split(path string, data []byte) (matter, []Problem) {
	if !bytes.HasPrefix(data, []byte("---\n")) && !bytes.HasPrefix(data, []byte("---\r\n")) {
		return matter{}, []Problem{{path, 1, "", "begin het bestand met een regel ---"}}
	}
	rest := data[bytes.IndexByte(data, '\n')+1:]
	end, after := closing(rest)
	if end < 0 {
		return matter{}, []Problem{{path, 1, "", "sluit de voorkant af met een regel ---"}}
	}
	if rest[end] != '-' {
		return matter{}, []Problem{{path, 1 + lineAt(rest, end), "", "zet --- vooraan op de regel, of schrijf hier iets anders"}}
	}
	if i := bytes.IndexFunc(rest[:end], hidden); i >= 0 {
		return matter{}, []Problem{{path, 1 + lineAt(rest, i), "", "haal onzichtbare stuurtekens weg"}}
	}
	if fault := frontMatterFault(rest[:end]); fault != "" {
		return matter{}, []Problem{{path, 1, "", fault}}
	}
	body := rest[after:]
	front := data[:len(data)-len(body)]
	var doc yaml.Node
	if _, err := frontmatter.MustParse(bytes.NewReader(front), &doc, yamlFormat); err != nil {
		return matter{}, []Problem{syntaxProblem(path, err)}
	}
	m := matter{body: body, bodyLine: lineAt(data, len(front))}
	if len(doc.Content) > 0 {
		m.node = doc.Content[0]
	}
	return m, nil
}

// closing gives where the line that ends the front matter starts, and where
// the text after it does; -1 when there is none. Blanks around --- do not
// count, as for package frontmatter.
func closing(rest []byte) (start, after int) {
	for line := range bytes.Lines(rest) {
		if string(bytes.TrimSpace(line)) == "---" {
			return start, start + len(line)
		}
		start += len(line)
	}
	return -1, -1
}

var (
	yamlLine = regexp.MustCompile(`line (\d+): (.*)`)
	// Errors of yaml.v3's parser, as opposed to its scanner, count lines from 0.
	yamlParser = regexp.MustCompile(`^did not find expected (<|node content|key$|'-'|',' or)`)
)

func syntaxProblem(path string, err error) Problem {
	p := Problem{Path: path, Line: 1}
	detail := strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(detail); m != nil {
		p.Line, _ = strconv.Atoi(m[1])
		detail = m[2]
		if yamlParser.MatchString(detail) {
			p.Line++
		}
	}
	p.Message = "hier klopt de YAML niet (" + detail + "); zet tekst met een dubbele punt of # tussen aanhalingstekens en controleer het inspringen"
	return p
}
