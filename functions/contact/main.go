// Command contact answers, on AWS Lambda, the form to write to a profile, and the
// pages for those who have one.
package main

import (
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/form"
)

func main() {
	cloud.Start(form.Contact())
}
