package reference_test

import (
	"fmt"

	"mkbloket/internal/reference"
)

func ExampleParse() {
	typed := "k7m3 p9qx"
	canonical, err := reference.Parse(typed)
	fmt.Println(canonical, err)
	// Output: K7M3-P9QX <nil>
}
