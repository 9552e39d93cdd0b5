package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"time"

	"mkbloket/generator/content"
	"mkbloket/generator/feeds"
	"mkbloket/generator/render"
	"mkbloket/generator/site"
	"mkbloket/internal/calendar"
	"mkbloket/internal/domain"
	"mkbloket/internal/forms"
	"mkbloket/internal/snapshot"
	"mkbloket/templates"
)

// portal is a site that was read and found good, ready to be rendered.
type portal struct {
	bundle *content.Bundle
	site   *site.Site
	texts  *render.Texts
	set    *templates.Set
	pages  []*site.Page
	feeds  []feeds.File

	snapshot  *snapshot.Snapshot // what the forms know of it
	templates fs.FS
}

// options choose what load reads and how it looks.
type options struct {
	content   string
	templates fs.FS
	base      string // empty: as site.yaml says
	today     time.Time
	reload    bool
}

// load reads the content and builds the model. With problems the portal is nil.
func load(o options) (*portal, []content.Problem, error) {
	bundle, problems, err := content.Load(o.content)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	p := &portal{bundle: bundle, templates: o.templates}
	if p.site, err = site.New(bundle, o.today); err != nil {
		return nil, nil, err
	}
	if p.texts, err = render.ReadTexts(bundle); err != nil {
		return nil, nil, err
	}
	if p.set, err = newSet(o, bundle, p.texts); err != nil {
		return nil, nil, err
	}
	p.snapshot = newSnapshot(p)
	if p.pages, err = p.site.Pages(p.set); err != nil {
		return nil, nil, err
	}
	p.pages = append(p.pages, formPages(p)...)
	p.addContact()
	if p.feeds, err = feeds.Files(p.site, p.set, p.pages); err != nil {
		return nil, nil, fmt.Errorf("make feeds: %w", err)
	}
	if problems = p.check(); len(problems) > 0 {
		return nil, problems, nil
	}
	return p, nil, nil
}

// loadGood is load for a command that can do nothing with problems: it prints
// them and gives errProblems.
func loadGood(o options, s streams) (*portal, error) {
	p, problems, err := load(o)
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		printProblems(s.err, problems)
		return nil, errProblems
	}
	return p, nil
}

// goodContent reads content for a command that builds nothing: it prints problems
// and gives errProblems.
func goodContent(dir string, s streams) (*content.Bundle, error) {
	bundle, problems, err := content.Load(dir)
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		printProblems(s.err, problems)
		return nil, errProblems
	}
	return bundle, nil
}

func newSet(o options, b *content.Bundle, texts *render.Texts) (*templates.Set, error) {
	site := b.Site
	if o.base != "" {
		site.Base = o.base
	}
	return templates.New(o.templates, templates.Options{
		Languages: b.Site.Languages, Taxonomy: b.Taxonomy, Minify: render.Minifier(),
		Site: templates.Info(site), Markdown: texts.HTML, Reload: o.reload,
	})
}

func newSnapshot(p *portal) *snapshot.Snapshot {
	s := &snapshot.Snapshot{Site: p.bundle.Site, Taxonomy: p.bundle.Taxonomy, Titles: p.site.Titles(), Assets: p.set.Assets().Paths(), Supply: supply(p.bundle), Advisers: advisers(p.bundle)}
	s.Site.Base = p.set.Site().Base
	return s
}

// supply counts the schemes and advisers of each theme.
func supply(b *content.Bundle) map[string]snapshot.Supply {
	all := map[string]snapshot.Supply{}
	for _, scheme := range b.Schemes {
		for _, theme := range scheme.Main().Record.Themes {
			of := all[theme]
			of.Schemes++
			all[theme] = of
		}
	}
	for _, adviser := range b.Advisers {
		for _, theme := range adviser.Main().Record.Themes {
			of := all[theme]
			of.Advisers++
			all[theme] = of
		}
	}
	return all
}

// advisers are the profiles of advisers that editors wrote: those that came from
// the desk it knows better.
func advisers(b *content.Bundle) map[string]*domain.Profile {
	all := map[string]*domain.Profile{}
	for _, adviser := range b.Advisers {
		if record := adviser.Main().Record; !record.FromDesk && !record.Example {
			all[adviser.Slug] = &record
		}
	}
	return all
}

// check finds dead links and interface texts that a language lacks.
func (p *portal) check() []content.Problem {
	var extra []string
	for _, f := range p.feeds {
		extra = append(extra, f.Path)
	}
	extra = append(extra, formPaths()...) // no files, but the handlers answer there
	problems := p.texts.Check(p.pages, extra)
	for _, missing := range p.set.Missing() {
		problems = append(problems, content.Problem{Path: "templates/i18n", Line: 1, Message: "vul de vertaling aan: " + missing})
	}
	return append(problems, p.checkMoves()...)
}

// checkMoves finds addresses that were given up and still have a page, or lead
// to none.
func (p *portal) checkMoves() []content.Problem {
	pages := map[string]bool{}
	for _, page := range p.pages {
		pages[page.Path] = true
	}
	var problems []content.Problem
	for _, m := range p.bundle.Site.Moves {
		if pages[m.From] {
			problems = append(problems, p.bundle.Setting("verhuisd", m.From+" heeft nog een pagina; haal die weg of laat dit adres hier weg"))
		}
		if !pages[m.To] {
			problems = append(problems, p.bundle.Setting("verhuisd", "er is geen pagina "+m.To+" om heen te leiden"))
		}
	}
	return problems
}

// write renders everything into sink.
func (p *portal) write(ctx context.Context, sink render.Sink, progress render.Progress) error {
	if err := render.Pages(ctx, p.set, p.pages, sink, progress); err != nil {
		return err
	}
	for _, f := range p.feeds {
		if err := sink(f.Path, f.Data); err != nil {
			return err
		}
	}
	return render.Assets(p.set, sink)
}

// dayOf reads the flag -date and says what to write when it is no day.
func dayOf(f *flag.FlagSet, date string) (time.Time, error) {
	day, err := today(date)
	if err != nil {
		fmt.Fprintln(f.Output(), err)
		return time.Time{}, errUsage
	}
	return day, nil
}

// today is the current day in the Netherlands, or the day that date names.
func today(date string) (time.Time, error) {
	if date == "" {
		return time.Now().In(calendar.Location()), nil
	}
	t, err := time.ParseInLocation(time.DateOnly, date, calendar.Location())
	if err != nil {
		return time.Time{}, fmt.Errorf("schrijf -date als 2026-11-23, niet %q", date)
	}
	return t, nil
}

// formPages are the forms as files, for hosts that only know files; a host
// with the handlers serves the same forms with a token of their own.
func formPages(p *portal) []*site.Page {
	var out []*site.Page
	blank := forms.NewPages(p.set, p.snapshot.Title, p.snapshot.Site.Targets.Days())
	for _, lang := range p.bundle.Site.Languages {
		for _, kind := range domain.Kinds() {
			out = append(out, &site.Page{Type: "formulier", Template: "form", Page: *blank.Blank(kind, lang)})
		}
	}
	return out
}

// addContact puts the form to write to its owner on the page of each profile.
func (p *portal) addContact() {
	blank := forms.NewPages(p.set, p.snapshot.Title, p.snapshot.Site.Targets.Days())
	for _, page := range p.pages {
		if profile, ok := page.Data.(*site.Profile); ok {
			page.Form = blank.Contact(page.Lang, profile.Section+"/"+profile.Slug)
		}
	}
}
