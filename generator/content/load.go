package content

import (
	"cmp"
	"fmt"
	"net/url"
	"os"
	"path"
	"regexp"
	"runtime"
	"slices"
	"sync"

	"gopkg.in/yaml.v3"

	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// loader gathers files into a bundle and problems along the way.
type loader struct {
	dir      string // as the editor named it
	bundle   *Bundle
	problems []Problem
	unsure   bool // site.yaml does not say which languages there are
	links    []link
	buffer   []byte // for reading
}

func (l *loader) add(rel string, line int, field, message string) {
	l.problems = append(l.problems, Problem{l.shown(rel), line, field, message})
}

func (l *loader) shown(rel string) string { return path.Join(l.dir, rel) }

// Load reads the folder dir. Problems are sorted and complete; the bundle is
// fit for use only when there are none. An error means that dir itself could
// not be read.
func Load(dir string) (*Bundle, []Problem, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("open content folder: %w", err)
	}
	defer root.Close()
	l := &loader{dir: dir, bundle: &Bundle{dir: dir, Taxonomy: domain.NewTaxonomy()}}
	files, err := l.readAll(root)
	if err != nil {
		return nil, nil, err
	}
	l.settings(files)
	l.documents(files)
	l.rules()
	SortProblems(l.problems)
	return l.bundle, slices.Compact(l.problems), nil
}

// settings reads the taxonomy, which all else refers to, and then site.yaml.
func (l *loader) settings(files []file) {
	lists := l.bundle.Taxonomy.Files()
	seen := false
	for _, f := range files {
		if f.section == taxonomyDir && f.slug != "" {
			l.vocabulary(f, lists)
		}
		if f.rel == outlinesFile {
			l.bundle.Outlines = f.data
		}
	}
	for _, f := range files {
		switch f.rel {
		case siteFile:
			seen = true
			l.site(f)
		case FiguresName:
			l.sheet(f)
		}
	}
	if !seen {
		l.add(siteFile, 1, "", "maak dit bestand: het zegt hoe de site heet en welke talen er zijn")
	}
	if len(l.bundle.Site.Languages) == 0 {
		l.bundle.Site.Languages, l.unsure = []string{"nl"}, true
	}
}

// site reads the settings of the site.
func (l *loader) site(f file) {
	node, ok := l.yaml(f)
	if !ok {
		return
	}
	l.problems = append(l.problems, sentences(l.shown(f.rel), schema.DecodeYAML(node, l.bundle.Site.Fields(l.bundle.Taxonomy), false))...)
	l.bundle.settings = keyLines(node)
	if base := l.bundle.Site.Base; base != "" && !isBase(base) {
		l.problems = append(l.problems, l.bundle.Setting("adres_site", "schrijf het adres als https://voorbeeld.nl, zonder / aan het eind"))
	}
	for _, m := range l.bundle.Site.Moves {
		if !address.MatchString(m.From) || !address.MatchString(m.To) {
			l.problems = append(l.problems, l.bundle.Setting("verhuisd", fmt.Sprintf("schrijf adressen van de site als /regelingen/wbso/, zonder taal ervoor, niet %q naar %q", m.From, m.To)))
		}
	}
}

// address is that of a page, without the prefix of a language.
var address = regexp.MustCompile(`^/([a-z0-9-]+/)+$`)

// isBase reports whether s is scheme and host, without anything after it.
func isBase(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && s == u.Scheme+"://"+u.Host
}

// yaml parses a whole file as YAML, nil when it is empty. What is wrong with
// it is added to the problems, and ok is false.
func (l *loader) yaml(f file) (node *yaml.Node, ok bool) {
	var doc yaml.Node
	if len(f.data) > maxFrontMatter {
		l.add(f.rel, 1, "", fmt.Sprintf("het bestand is groter dan %d kB", maxFrontMatter>>10))
		return nil, false
	}
	if err := decodeOne(f.data, &doc); err != nil {
		// yaml leaves out the line when it is the first, so it is asked again with one before it.
		p := syntaxProblem(l.shown(f.rel), decodeOne(append([]byte("\n"), f.data...), &doc))
		p.Line = max(1, p.Line-1)
		l.problems = append(l.problems, p)
		return nil, false
	}
	if len(doc.Content) == 0 {
		return nil, true
	}
	return doc.Content[0], true
}

// documents parses all Markdown files, in parallel, and puts them in the bundle.
func (l *loader) documents(files []file) {
	b := l.bundle
	b.Schemes = section(l, files, Schemes, (*domain.Scheme).Fields)
	b.FAQs = section(l, files, FAQs, (*domain.FAQ).Fields)
	b.Organisations = section(l, files, Organisations, (*domain.Organisation).Fields)
	b.Advisers = section(l, files, Advisers, (*domain.Profile).Fields)
	b.Entrepreneurs = section(l, files, Entrepreneurs, (*domain.Profile).Fields)
	b.News = section(l, files, News, (*domain.News).Fields)
	b.Pages = section(l, files, Pages, (*domain.Page).Fields)
}

type fieldsOf[T any] func(*T, *domain.Taxonomy) []schema.Field

// parsed is a file with its front matter, or with what is wrong with it.
type parsed struct {
	file
	matter
	problems []Problem
}

func section[T any](l *loader, files []file, name string, fields fieldsOf[T]) []*Document[T] {
	var own []file
	for _, f := range files {
		if f.section == name {
			own = append(own, f)
		}
	}
	results := l.splitAll(own)
	slices.SortStableFunc(results, func(a, b parsed) int { return cmp.Or(cmp.Compare(a.slug, b.slug), cmp.Compare(a.lang, b.lang)) })
	mainLang := l.bundle.Site.Languages[0]
	var documents []*Document[T]
	var current *Document[T]
	var mainNode *yaml.Node
	for _, p := range results {
		l.problems = append(l.problems, p.problems...)
		if p.lang == "" {
			main := decode(l, p, mainLang, fields, nil)
			current = &Document[T]{Section: name, Slug: p.slug, main: main, versions: map[string]*Version[T]{mainLang: main}}
			documents, mainNode = append(documents, current), p.node
			continue
		}
		switch {
		case p.lang == mainLang:
			l.add(p.rel, 1, "", "noem het bestand in de hoofdtaal "+p.slug+".md")
		case !slices.Contains(l.bundle.Site.Languages, p.lang):
			if l.unsure {
				continue // the problem is in site.yaml
			}
			l.add(p.rel, 1, "", fmt.Sprintf("taal %q staat niet bij talen in site.yaml", p.lang))
		case current == nil || current.Slug != p.slug:
			l.add(p.rel, 1, "", "bij deze vertaling hoort een bestand "+p.slug+".md")
		default:
			current.versions[p.lang] = decode(l, p, p.lang, fields, mainNode)
		}
	}
	return documents
}

// splitAll parses front matter on all processors; the order stays.
func (l *loader) splitAll(files []file) []parsed {
	out := make([]parsed, len(files))
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), max(1, len(files))) {
		wg.Go(func() {
			for i := range next {
				out[i].file = files[i]
				out[i].matter, out[i].problems = split(l.shown(files[i].rel), files[i].data)
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wg.Wait()
	return out
}

// decode makes a version of a parsed file. A translation starts from the main
// file's fields and replaces those it gives itself.
func decode[T any](l *loader, p parsed, lang string, fields fieldsOf[T], base *yaml.Node) *Version[T] {
	v := &Version[T]{Path: l.shown(p.rel), Lang: lang, Body: p.body, BodyLine: p.bodyLine, lines: keyLines(p.node)}
	list := fields(&v.Record, l.bundle.Taxonomy)
	translation := p.lang != ""
	if translation {
		schema.DecodeYAML(base, list, false) // its problems were reported with the main file
	}
	if len(p.problems) == 0 {
		l.problems = append(l.problems, sentences(v.Path, schema.DecodeYAML(p.node, list, translation))...)
	}
	if !translation {
		l.links = append(l.links, links(v.Path, v.lines, list)...)
	}
	return v
}

func keyLines(node *yaml.Node) map[string]int {
	lines := map[string]int{}
	if node != nil && node.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(node.Content); i += 2 {
			lines[node.Content[i].Value] = node.Content[i].Line
		}
	}
	return lines
}
