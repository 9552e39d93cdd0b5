// Command follow answers, on AWS Lambda, the pages on which somebody follows a
// case or confirms an address.
package main

import (
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/form"
)

func main() {
	cloud.Start(form.Follow())
}
