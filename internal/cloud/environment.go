package cloud

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"

	"mkbloket/internal/account"
)

// Variables that functions read besides those of Lambda itself. Their values
// come from the template.
const (
	varTable            = "TABLE"                  // name of the table
	varSecret           = "SECRET"                 // base64 of at least 32 bytes, the same for all forms
	varOriginSecret     = "ORIGIN_SECRET"          // what the CDN sends in httpapi.OriginHeader
	varBase             = "BASE"                   // https://host of the site
	varConfigurationSet = "MAIL_CONFIGURATION_SET" // of SES
	varSnapshot         = "SNAPSHOT"               // path of the snapshot; for tests, otherwise it lies beside the program
)

// Names of the functions.
const (
	Follow = "follow" // answers pages as the forms do
	Notify = "notify"
	Purge  = "purge"
)

// Forms gives the names of the functions that are a form: those of the kinds of
// package domain, which is not imported here, because not every function needs
// the vocabularies that it prepares.
func Forms() []string { return []string{"question", "profile", "advice"} }

// Functions gives the names of all functions.
func Functions() []string { return append(Forms(), Follow, Notify, Purge) }

const (
	minSecret       = 32 // bytes, as cases and forms ask for
	minOriginSecret = 16 // characters
	snapshotFile    = "loket.json"
)

// Variables gives the names of the variables that a function must get, sorted;
// nil when there is no such function.
func Variables(function string) []string {
	switch {
	case function == Notify:
		return []string{varConfigurationSet, varTable}
	case function == Purge:
		return []string{varTable}
	case function == Follow, slices.Contains(Forms(), function):
		return []string{varBase, varOriginSecret, varSecret, varTable}
	}
	return nil
}

// Settings are the values of the variables. What a function does not need is
// left empty.
type Settings struct {
	Table            string
	Secret           []byte
	OriginSecret     string
	Base, Host       string // such as https://loket.example, and its host
	ConfigurationSet string
	Snapshot         string // path
	DynamoDB, Mail   aws.Config
}

// readSettings reads what function needs, and reports all that is wrong with it
// at once. Errors hold no values.
func readSettings(function string, getenv func(string) string) (Settings, error) {
	s := Settings{Snapshot: getenv(varSnapshot)}
	if s.Snapshot == "" {
		s.Snapshot = filepath.Join(getenv("LAMBDA_TASK_ROOT"), snapshotFile)
	}
	var faults []error
	for _, name := range Variables(function) {
		value := getenv(name)
		if value == "" {
			faults = append(faults, fmt.Errorf("%s is not set", name))
			continue
		}
		if err := s.set(name, value); err != nil {
			faults = append(faults, fmt.Errorf("%s %w", name, err))
		}
	}
	if err := s.setAccount(getenv); err != nil {
		faults = append(faults, err)
	}
	if len(faults) > 0 {
		return Settings{}, oneLine(faults)
	}
	return s, nil
}

// setAccount reads what the clients of the table and of SES need. For tests both
// endpoints can be given, in the variables that every SDK reads.
func (s *Settings) setAccount(getenv func(string) string) (err error) {
	if s.DynamoDB, err = account.Config(getenv, "AWS_ENDPOINT_URL_DYNAMODB"); err != nil {
		return err
	}
	s.Mail, err = account.Config(getenv, "AWS_ENDPOINT_URL_SESV2")
	return err
}

// set takes over one value. The error goes on after the name of the variable.
func (s *Settings) set(name, value string) (err error) {
	switch name {
	case varTable:
		s.Table = value
	case varConfigurationSet:
		s.ConfigurationSet = value
	case varOriginSecret:
		if s.OriginSecret = value; len(value) < minOriginSecret {
			return fmt.Errorf("has %d characters, at least %d are needed", len(value), minOriginSecret)
		}
	case varSecret:
		if s.Secret, err = base64.StdEncoding.DecodeString(value); err != nil {
			return errors.New("is not base64")
		}
		if len(s.Secret) < minSecret {
			return fmt.Errorf("has %d bytes, at least %d are needed", len(s.Secret), minSecret)
		}
	case varBase:
		u, err := url.Parse(value)
		if err != nil || u.Scheme != "https" || u.Host == "" || value != "https://"+u.Host {
			return errors.New("is not of the form https://host")
		}
		s.Base, s.Host = value, u.Host
	}
	return nil
}

// oneLine joins errors into one line of the log.
func oneLine(faults []error) error {
	err := faults[0]
	for _, next := range faults[1:] {
		err = fmt.Errorf("%w; %w", err, next)
	}
	return err
}
