// Command desk answers, on AWS Lambda, the pages with which staff works.
package main

import (
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/desk"
)

func main() {
	cloud.Start(desk.Function())
}
