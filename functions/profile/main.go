// Command profile answers the profile form on AWS Lambda.
package main

import (
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/form"
	"mkbloket/internal/domain"
)

func main() {
	cloud.Start(form.Function(domain.KindProfile))
}
