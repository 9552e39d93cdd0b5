package feeds_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mkbloket/generator/content"
	"mkbloket/internal/calendar"
)

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomFeed struct {
	XMLName xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string     `xml:"id"`
	Updated time.Time  `xml:"updated"`
	Author  string     `xml:"author>name"`
	Links   []atomLink `xml:"link"`
	Entries []struct {
		ID      string     `xml:"id"`
		Title   atomText   `xml:"title"`
		Updated time.Time  `xml:"updated"`
		Summary atomText   `xml:"summary"`
		Links   []atomLink `xml:"link"`
	} `xml:"entry"`
}

func parseFeed(t *testing.T, data []byte) atomFeed {
	t.Helper()
	var feed atomFeed
	if err := xml.Unmarshal(data, &feed); err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	return feed
}

func date(day int) time.Time { return time.Date(2026, 11, day, 0, 0, 0, 0, calendar.Location()) }

func TestSchemeFeedLeavesOutWhatHasNoDayOrALaterOne(t *testing.T) {
	tests := []struct {
		name    string
		changed time.Time
		want    bool
	}{
		{"no day", time.Time{}, false},
		{"long ago", date(1), true},
		{"today", date(23), true},
		{"tomorrow", date(24), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bundle := load(t)
			for _, d := range bundle.Schemes {
				d.Main().Record.ChangedAt = time.Time{}
			}
			bundle.Schemes[0].Main().Record.ChangedAt = test.changed
			feed := parseFeed(t, build(t, bundle, today)["/regelingen/feed.xml"])
			if got := len(feed.Entries) == 1; got != test.want {
				t.Fatalf("got %d entries, want it listed: %v", len(feed.Entries), test.want)
			}
			want := test.changed
			if !test.want {
				want = date(23) // an empty feed dates from the build
			}
			if !feed.Updated.Equal(want) {
				t.Errorf("got updated %s, want %s", feed.Updated, want)
			}
		})
	}
}

func TestFeedHoldsTheNewestTwentyInOrder(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/content")); err != nil {
		t.Fatal(err)
	}
	for i := range 25 {
		text := fmt.Sprintf("---\ntitel: Bericht %d\nsamenvatting: Voorbeeld.\ndatum: 2025-01-%02d\n---\n\nVoorbeeld.\n", i, i+1)
		if err := os.WriteFile(filepath.Join(dir, "nieuws", fmt.Sprintf("bericht-%d.md", i)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bundle, problems, err := content.Load(dir)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	feed := parseFeed(t, build(t, bundle, today)["/nieuws/feed.xml"])
	if len(feed.Entries) != 20 {
		t.Fatalf("got %d entries, want 20", len(feed.Entries))
	}
	if !feed.Updated.Equal(feed.Entries[0].Updated) {
		t.Errorf("got updated %s, want that of the newest entry, %s", feed.Updated, feed.Entries[0].Updated)
	}
	for i := 1; i < len(feed.Entries); i++ {
		if feed.Entries[i].Updated.After(feed.Entries[i-1].Updated) {
			t.Errorf("got entry %d newer than the one before it", i)
		}
	}
}

// What RFC 4287 asks of every feed and entry, sections 4.1.1 and 4.1.2.
func TestFeedsHaveWhatAtomRequires(t *testing.T) {
	files := build(t, load(t), today)
	for _, path := range []string{"/regelingen/feed.xml", "/nieuws/feed.xml"} {
		feed := parseFeed(t, files[path])
		if feed.ID != base+path || feed.Author == "" || feed.Updated.IsZero() || link(feed.Links, "self") != base+path {
			t.Errorf("%s: got id %q, author %q, updated %s, links %v", path, feed.ID, feed.Author, feed.Updated, feed.Links)
		}
		seen := map[string]bool{}
		for _, e := range feed.Entries {
			if seen[e.ID] || !strings.HasPrefix(e.ID, base+"/") || link(e.Links, "alternate") != e.ID || e.Title.Text == "" || e.Updated.IsZero() {
				t.Errorf("%s: got entry %+v", path, e)
			}
			seen[e.ID] = true
		}
	}
}

func link(links []atomLink, rel string) string {
	for _, l := range links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}
