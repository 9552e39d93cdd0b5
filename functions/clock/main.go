// Command clock lets time pass for cases, on AWS Lambda.
package main

import (
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/clock"
)

func main() {
	cloud.Start(clock.Function())
}
