// Command purge removes expired records on AWS Lambda.
package main

import (
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/purge"
)

func main() {
	cloud.Start(purge.Function())
}
