package judging

import (
	"errors"
	"net/http"
	"path"
	"strings"

	"mkbloket/internal/cases"
	"mkbloket/internal/desk/page"
	"mkbloket/internal/domain"
	"mkbloket/internal/publication"
)

// file makes the file of a profile as it would be once it is placed.
func (b *bench) file(r *page.Request, subject *cases.Case, target string) (FileView, error) {
	placed := *subject
	if !placed.IsListed() {
		placed.Status, placed.Page = domain.ProfilePublished, target
	}
	f, err := b.press(r.Context()).Profile(&placed, target)
	if errors.Is(err, publication.ErrUnfit) || errors.Is(err, publication.ErrDiffers) {
		return FileView{Path: target + ".md", Fault: lacks(err)}, nil
	}
	if err != nil {
		return FileView{}, err
	}
	return b.viewOf(f)
}

// viewOf is what a page shows of a file.
func (b *bench) viewOf(f publication.File) (FileView, error) {
	v := FileView{Path: f.Path, Text: string(f.Data)}
	if _, body, ok := publication.Split(f.Data); ok {
		v.Body = strings.TrimSpace(string(body))
	}
	if b.config.Published != nil {
		before, there := b.config.Published(strings.TrimSuffix(f.Path, ".md"))
		v.Known, v.There = true, there
		v.Diff = publication.Diff(string(before), v.Text)
		v.Removed, v.Added = publication.Changed(v.Diff)
	}
	var err error
	if b.config.Problems != nil {
		if v.Problems, err = b.config.Problems(f); err != nil {
			return v, err
		}
	}
	if b.config.Preview == nil {
		return v, nil
	}
	if v.Preview, err = b.config.Preview(f); err != nil { // then the text is shown as it is
		v.Preview, v.Problems = "", append(v.Problems, err.Error())
	}
	return v, nil
}

// profileFile gives the file to keep.
func (b *bench) profileFile(w http.ResponseWriter, r *page.Request) error {
	c, err := b.find(r, isProfile)
	if err != nil {
		return err
	}
	p := &Profile{}
	target := b.page(r, c, p)
	v, err := b.file(r, wished(c), target)
	if err != nil {
		return err
	}
	if v.Fault != "" {
		return notFound()
	}
	if err := b.Note(r, "profiel gelezen", c.Reference, "gelukt", "bestand"); err != nil {
		return err
	}
	return send(w, publication.File{Path: v.Path, Data: []byte(v.Text)}, path.Base(target))
}

// lacks is what is wrong with a file, field by field, without the words of the
// program around it.
func lacks(err error) string {
	return strings.TrimPrefix(err.Error(), publication.ErrUnfit.Error()+": ")
}
