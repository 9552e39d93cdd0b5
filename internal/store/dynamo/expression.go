package dynamo

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// expression gathers the parts of an update expression. Names and values go in
// through placeholders: many names are reserved words.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
type expression struct {
	names      map[string]string // by placeholder
	values     item              // by placeholder
	known      map[string]string // placeholder by name
	sets, rems []string
}

func newExpression() *expression {
	return &expression{names: map[string]string{}, values: item{}, known: map[string]string{}}
}

// name returns the placeholder of an attribute.
func (e *expression) name(attr string) string {
	p, ok := e.known[attr]
	if !ok {
		p = "#" + strconv.Itoa(len(e.names))
		e.known[attr], e.names[p] = p, attr
	}
	return p
}

// value returns a placeholder for v.
func (e *expression) value(v types.AttributeValue) string {
	p := ":" + strconv.Itoa(len(e.values))
	e.values[p] = v
	return p
}

// set gives the attribute at path a value.
func (e *expression) set(path string, v types.AttributeValue) {
	e.sets = append(e.sets, path+" = "+e.value(v))
}

// remove removes the attribute at path, if it is there.
func (e *expression) remove(path string) { e.rems = append(e.rems, path) }

// String returns the update expression.
func (e *expression) String() string {
	s := "SET " + strings.Join(e.sets, ", ")
	if len(e.rems) > 0 {
		s += " REMOVE " + strings.Join(e.rems, ", ")
	}
	return s
}
