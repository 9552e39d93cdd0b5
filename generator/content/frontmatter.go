package content

import (
	"bytes"
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
	return yaml.Unmarshal(append([]byte("\n"), data...), v)
})

// split parses the front matter of a file; what is wrong is returned as problems of path.
func split(path string, data []byte) (matter, []Problem) {
	if !bytes.HasPrefix(data, []byte("---\n")) && !bytes.HasPrefix(data, []byte("---\r\n")) {
		return matter{}, []Problem{{path, 1, "", "begin het bestand met een regel ---"}}
	}
	rest := data[bytes.IndexByte(data, '\n')+1:]
	end := closing(rest)
	if end < 0 {
		return matter{}, []Problem{{path, 1, "", "sluit de voorkant af met een regel ---"}}
	}
	if fault := frontMatterFault(rest[:end]); fault != "" {
		return matter{}, []Problem{{path, 1, "", fault}}
	}
	var doc yaml.Node
	body, err := frontmatter.MustParse(bytes.NewReader(data), &doc, yamlFormat)
	if err != nil {
		return matter{}, []Problem{syntaxProblem(path, err)}
	}
	m := matter{body: body, bodyLine: 1 + bytes.Count(data[:len(data)-len(body)], []byte("\n"))}
	if len(doc.Content) > 0 {
		m.node = doc.Content[0]
	}
	return m, nil
}

// closing is the offset of the line that ends the front matter, -1 when there is none.
func closing(rest []byte) int {
	offset := 0
	for line := range bytes.Lines(rest) {
		if string(bytes.TrimRight(line, " \t\r\n")) == "---" {
			return offset
		}
		offset += len(line)
	}
	return -1
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

func syntaxProblem(path string, err error) Problem {
	p := Problem{Path: path, Line: 1}
	detail := strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(detail); m != nil {
		p.Line, _ = strconv.Atoi(m[1])
		detail = m[2]
	}
	p.Message = "hier klopt de YAML niet (" + detail + "); zet tekst met een dubbele punt of # tussen aanhalingstekens en controleer het inspringen"
	return p
}
