// Command question answers the question form on AWS Lambda.
package main

import (
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/form"
	"mkbloket/internal/domain"
)

func main() {
	cloud.Start(form.Function(domain.KindQuestion))
}
