package dynamo_test

import (
	"flag"
	"testing"
)

// parallel is how many tests run at once, unless a flag says otherwise: they
// wait for answers and pauses more than they work.
const parallel = "4"

func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("test.parallel"); f.Value.String() == f.DefValue {
		if err := f.Value.Set(parallel); err != nil {
			panic(err)
		}
	}
	m.Run()
}
