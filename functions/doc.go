// Package functions holds the programs that run on AWS Lambda, one folder each.
// A folder is deployed under its name; what the program does is in packages
// below internal/cloud, so that it can be tested without AWS.
package functions
