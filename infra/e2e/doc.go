// Package e2e tries the whole desk as template.yaml makes it, on this machine.
//
// There is nothing to import here: the package is tests. A desk is made from
// the template as CloudFormation gets to see it (package stack) and from what
// infra/package makes of this source:
//
//   - the table, in DynamoDB Local, has the keys, indexes and stream of the
//     template, not those that package dynamo would like;
//   - each function is its real program under a Lambda Runtime API of the
//     tests, with the variables that the template gives it and no others;
//   - the edge is a handler that does with a request what CloudFront and the
//     HTTP API do: behaviours, origin request policy, secret, routes, events;
//   - the stream of the table reaches notify through the filter and in the
//     batches of the template, and mail goes to moto's SES.
//
// Every call that a function makes to the table or to SES passes a ledger, and
// a desk ends with a look whether the role of that function allows it.
//
// The function of the CDN (infra/cdn/function.js) does not run here: the edge
// restates it in Go, and only in part: without moved addresses, without taking
// the prefix of the main language away, and without refusing what cannot be an
// address. The function itself is tested in infra/cdn, where node runs it.
//
// The edge also leaves out caching, compression, the response headers policy,
// the web ACL and the limits of the API. The rest of the world has no faults but
// those that a test orders.
//
// Needed: bash, DYNAMODB_LOCAL, AWS_TOOLS, and chromium for one test. What is
// missing skips tests, and fails them when CI is true. The load run takes
// longer when asked:
//
//	go test ./infra/e2e -run Load -v -submitters 50 -duration 2m
package e2e
