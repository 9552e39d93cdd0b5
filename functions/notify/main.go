// Command notify sends the mail of cases on AWS Lambda.
package main

import (
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/notify"
)

func main() {
	cloud.Start(notify.Function())
}
