package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mkbloket/generator/content"
	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/internal/schema"
)

// kinds are what new can make: the folder, and the fields it shows.
func kinds() map[string]struct {
	section string
	fields  func(*domain.Taxonomy) []schema.Field
} {
	return map[string]struct {
		section string
		fields  func(*domain.Taxonomy) []schema.Field
	}{
		"regeling":    {content.Schemes, new(domain.Scheme).Fields},
		"vraag":       {content.FAQs, new(domain.FAQ).Fields},
		"adviseur":    {content.Advisers, new(domain.Profile).Fields},
		"ondernemer":  {content.Entrepreneurs, new(domain.Profile).Fields},
		"organisatie": {content.Organisations, new(domain.Organisation).Fields},
		"nieuws":      {content.News, new(domain.News).Fields},
	}
}

// create writes a skeleton that an editor fills in.
func create(_ context.Context, args []string, s streams) error {
	var kind, slug string
	if len(args) >= 2 && !strings.HasPrefix(args[0], "-") && !strings.HasPrefix(args[1], "-") {
		kind, slug, args = args[0], args[1], args[2:]
	}
	f := flags("new", s)
	dir := f.String("content", "content", "folder with the content")
	if err := parse(f, args); err != nil {
		return err
	}
	k, ok := kinds()[kind]
	if !ok || !schema.IsSlug(slug) {
		fmt.Fprintln(s.err, "schrijf bijvoorbeeld: generator new regeling mijn-regeling")
		fmt.Fprintln(s.err, "soorten: regeling, vraag, adviseur, ondernemer, organisatie, nieuws; de naam met kleine letters, cijfers en streepjes")
		return errUsage
	}
	bundle, _, err := content.Load(*dir)
	if err != nil {
		return err
	}
	path := filepath.Join(*dir, k.section, slug+".md")
	if err := writeNew(path, skeleton(k.fields(bundle.Taxonomy), time.Now().In(calendar.Location()))); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s gemaakt; vul het in en draai generator check\n", path)
	return nil
}

// writeNew never replaces a file.
func writeNew(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("make %s: %w", path, err)
	}
	if _, err := f.WriteString(text); err != nil {
		f.Close()
		return fmt.Errorf("write %s: %w", path, err)
	}
	return f.Close()
}

// skeleton lists required fields open and optional ones as comments, each with
// what may stand there.
func skeleton(fields []schema.Field, now time.Time) string {
	var b strings.Builder
	b.WriteString("---\n")
	for _, f := range fields {
		if slices.Contains([]string{"voorbeeld", "via_loket", "concept"}, f.Name()) { // not for who begins
			continue
		}
		prefix := "# "
		if f.IsRequired() {
			prefix = ""
		}
		value := ""
		switch f.Name() {
		case "datum", "gewijzigd_op":
			prefix, value = "", " "+now.Format(time.DateOnly)
		}
		line := prefix + f.Name() + ":" + value
		if hint := hint(f); hint != "" && value == "" {
			line = fmt.Sprintf("%-34s # %s", line, hint)
		}
		b.WriteString(line + "\n")
	}
	b.WriteString("---\n\n## Kop\n\nSchrijf hier de tekst.\n")
	return b.String()
}

func hint(f schema.Field) string {
	if v := f.Vocabulary(); v != nil {
		slugs := v.Slugs()
		if len(slugs) > 16 {
			slugs = append(slices.Clone(slugs[:16]), "…")
		}
		choice := strings.Join(slugs, ", ")
		if f.Kind() == schema.KindChoices {
			return "[" + choice + "]"
		}
		return "één van: " + choice
	}
	switch f.Kind() {
	case schema.KindText, schema.KindLong, schema.KindMarkdown:
		return fmt.Sprintf("tekst, hoogstens %d tekens", f.Limit())
	case schema.KindList:
		return "[eerste, tweede]"
	case schema.KindRef:
		return "bestand in " + f.Target() + "/"
	case schema.KindRefs:
		return "[bestanden in " + f.Target() + "/]"
	case schema.KindDate:
		return "2027-02-05"
	case schema.KindInt, schema.KindEuro:
		return "heel getal"
	case schema.KindBool:
		return "true of false"
	case schema.KindURL:
		return "https://…"
	case schema.KindGroup, schema.KindRecord:
		return "zie docs/redactie.md"
	}
	return ""
}
