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
	varDesk             = "DESK"                   // https://host of the desk
	varIssuer           = "OIDC_ISSUER"            // of the organisation's own sign-in; empty: none
	varClient           = "OIDC_CLIENT"            // name by which it knows the desk
	varClientSecret     = "OIDC_SECRET"            // that belongs to it; may be empty
	varConfigurationSet = "MAIL_CONFIGURATION_SET" // of SES
	varRetention        = "RETENTION"              // RetentionOn or RetentionReport
	varSnapshot         = "SNAPSHOT"               // path of the snapshot; for tests, otherwise it lies beside the program
)

// Names of the functions.
const (
	Follow = "follow" // answers pages as the forms do
	Desk   = "desk"   // the pages of staff, under a name of its own
	Clock  = "clock"  // knows the content, and is called by a schedule only
	Notify = "notify"
	Purge  = "purge"
)

// Forms gives the names of the functions that are a form: those of the kinds of
// package domain, which is not imported here, because not every function needs
// the vocabularies that it prepares.
func Forms() []string { return []string{"question", "profile", "advice", "contact"} }

// Functions gives the names of all functions.
func Functions() []string { return append(Forms(), Follow, Desk, Clock, Notify, Purge) }

// Values of the variable that says whether purge erases what was kept long
// enough, or only reports what it would erase.
const (
	RetentionOn     = "on"
	RetentionReport = "report"
)

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
		return []string{varBase, varConfigurationSet, varTable}
	case function == Clock:
		return []string{varBase, varSecret, varTable}
	case function == Desk:
		return []string{varBase, varDesk, varClient, varIssuer, varClientSecret, varOriginSecret, varSecret, varTable}
	case function == Purge:
		return []string{varRetention, varTable}
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
	Base             string // of the site, such as https://loket.example
	Desk             string // of the desk, such as https://balie.loket.example
	Host             string // of the pages that the function answers
	Issuer, Client   string // of the organisation's own sign-in
	ClientSecret     string
	ConfigurationSet string
	Retention        bool   // erase what was kept long enough
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
		if value == "" && !optional(name) {
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

// optional reports whether a variable may be empty: a desk can do without a
// sign-in of its organisation.
func optional(name string) bool {
	return name == varIssuer || name == varClient || name == varClientSecret
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
	case varRetention:
		if s.Retention = value == RetentionOn; !s.Retention && value != RetentionReport {
			return fmt.Errorf("is neither %s nor %s", RetentionOn, RetentionReport)
		}
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
		s.Base, s.Host, err = site(value)
		return err
	case varDesk: // after varBase
		s.Desk, s.Host, err = site(value)
		return err
	case varIssuer:
		s.Issuer = value
	case varClient:
		s.Client = value
	case varClientSecret:
		s.ClientSecret = value
	}
	return nil
}

// site reads the address of a site and gives its host as well.
func site(value string) (base, host string, err error) {
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "https" || u.Host == "" || value != "https://"+u.Host {
		return "", "", errors.New("is not of the form https://host")
	}
	return value, u.Host, nil
}

// oneLine joins errors into one line of the log.
func oneLine(faults []error) error {
	err := faults[0]
	for _, next := range faults[1:] {
		err = fmt.Errorf("%w; %w", err, next)
	}
	return err
}
