package privacy

import (
	"bytes"
	"encoding/json"
	"fmt"

	"mkbloket/internal/cases"
)

// treeOf is the stored form of a case as maps, lists, texts and numbers.
func treeOf(c *cases.Case) (any, error) {
	body, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("case as a tree: %w", err)
	}
	var tree any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		return nil, fmt.Errorf("case as a tree: %w", err)
	}
	return tree, nil
}

// overTexts replaces every text in a tree by what do makes of it; names of
// fields stay.
func overTexts(tree any, do func(string) string) any {
	switch v := tree.(type) {
	case string:
		return do(v)
	case []any:
		for i := range v {
			v[i] = overTexts(v[i], do)
		}
	case map[string]any:
		for k := range v {
			v[k] = overTexts(v[k], do)
		}
	}
	return tree
}
