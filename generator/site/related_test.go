package site

import (
	"fmt"
	"testing"

	"mkbloket/internal/schema"
)

func TestMarksCountWhatTwoListsShare(t *testing.T) {
	slugs := make([]string, 130) // more than two words of bits
	for i := range slugs {
		slugs[i] = fmt.Sprint("t", i)
	}
	v := schema.Enum("veel", slugs...)
	tests := []struct {
		name string
		a, b []string
		want int
	}{
		{"nothing", nil, nil, 0},
		{"one empty", []string{"t1"}, nil, 0},
		{"same", []string{"t0", "t63", "t64", "t129"}, []string{"t129", "t64", "t63", "t0"}, 4},
		{"same bit of another word", []string{"t1"}, []string{"t65"}, 0},
		{"some", []string{"t1", "t2", "t128"}, []string{"t2", "t3", "t128"}, 2},
		{"unknown term", []string{"weg"}, []string{"weg"}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := marksOf(v, test.a).shared(marksOf(v, test.b)); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
	if got := marksOf(schema.Enum("leeg"), nil).shared(nil); got != 0 {
		t.Errorf("got %d of a list without terms, want 0", got)
	}
}
