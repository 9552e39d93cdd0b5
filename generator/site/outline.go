package site

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"mkbloket/internal/schema"
)

// Outline is a municipality drawn as an SVG path.
type Outline struct {
	Slug string
	Name string
	Path string
}

// The map's size in SVG units. Limburg lies between these degrees; one degree
// of longitude is cos 51.25° = 0.626 of one of latitude.
const (
	MapWidth   = 420
	MapHeight  = 840
	west       = 5.55
	north      = 51.79
	squeeze    = 0.626
	unitsPerDN = 800.0 // per degree of latitude
)

// outlines reads the GeoJSON of the municipalities and joins it with the
// regions by CBS code. Nil data gives no outlines.
func outlines(data []byte, regions *schema.Vocabulary) ([]Outline, error) {
	if data == nil {
		return nil, nil
	}
	var collection struct {
		Features []struct {
			Properties struct{ Code, Name string }
			Geometry   struct{ Coordinates [][][2]float64 }
		}
	}
	if err := json.Unmarshal(data, &collection); err != nil {
		return nil, fmt.Errorf("read municipal outlines: %w", err)
	}
	byCode := map[string]schema.Term{}
	for _, t := range regions.Terms() {
		byCode[t.Code] = t
	}
	var out []Outline
	for _, f := range collection.Features {
		term, ok := byCode[f.Properties.Code]
		if !ok {
			return nil, fmt.Errorf("municipal outlines: no region has CBS code %s", f.Properties.Code)
		}
		out = append(out, Outline{Slug: term.Slug, Name: term.Labels["nl"], Path: svgPath(f.Geometry.Coordinates)})
	}
	return out, nil
}

func svgPath(rings [][][2]float64) string {
	var b strings.Builder
	for _, ring := range rings {
		for i, point := range ring {
			b.WriteByte("ML"[min(i, 1)])
			b.WriteString(units((point[0] - west) * squeeze))
			b.WriteByte(' ')
			b.WriteString(units(north - point[1]))
		}
		b.WriteByte('Z')
	}
	return b.String()
}

func units(degrees float64) string {
	return strconv.Itoa(int(math.Round(degrees * unitsPerDN)))
}
