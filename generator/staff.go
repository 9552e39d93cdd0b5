package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"mkbloket/internal/audit"
	"mkbloket/internal/calendar"
	"mkbloket/internal/desk/access"
	"mkbloket/internal/mail/address"
	"mkbloket/internal/staff"
	"mkbloket/internal/store"
)

// staffUsage is shown when the command was called wrongly.
const staffUsage = `schrijf een van deze:
  generator staff add -naam NAAM -email ADRES -rollen beheerder[,coordinator,medewerker,redacteur] [-regios noord-limburg,...]
  generator staff list
  generator staff disable ADRES-OF-NUMMER -reden TEKST
  generator staff reset ADRES-OF-NUMMER -reden TEKST`

// staffJob is a command on accounts, as it is also sent to a running server.
type staffJob struct {
	What    string // add, list, disable or reset
	Who     string // address or ID of an account
	Name    string
	Roles   []string
	Regions []string
	Reason  string
	Base    string // address of the desk, for the link of an invitation
}

// staffCommand makes and ends the accounts of the people at the desk: the first
// one, and when nobody can sign in.
func staffCommand(ctx context.Context, args []string, s streams) error {
	if len(args) == 0 || !slices.Contains([]string{"add", "list", "disable", "reset"}, args[0]) {
		fmt.Fprintln(s.err, staffUsage)
		return errUsage
	}
	job := staffJob{What: args[0]}
	args = args[1:]
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		job.Who, args = args[0], args[1:]
	}
	f := flags("staff "+job.What, s)
	where := place{}
	where.set(f)
	roles := f.String("rollen", "", "roles, with commas between")
	regions := f.String("regios", "", "sub-regions whose cases the person sees, with commas between; none: all")
	f.StringVar(&job.Name, "naam", "", "name of the person")
	f.StringVar(&job.Who, "email", job.Who, "address of the person")
	f.StringVar(&job.Reason, "reden", "", "why; it stands in the audit log")
	f.StringVar(&job.Base, "base", "http://127.0.0.1:8080", "address of the desk, for the link")
	if err := parse(f, args); err != nil {
		return err
	}
	job.Roles, job.Regions = words(*roles), words(*regions)
	if job.What != "list" && job.Who == "" || job.What == "add" && len(job.Roles) == 0 {
		fmt.Fprintln(s.err, staffUsage)
		return errUsage
	}
	return where.do(ctx, "staff", job, job.What == "add", s.out)
}

// words splits a list with commas.
func words(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// run does the job on an open store and writes what came of it.
func (j staffJob) run(ctx context.Context, db store.Store, secret []byte, out io.Writer) error {
	_, people, err := openStaff(db, secret)
	if err != nil {
		return err
	}
	by := staff.By{Account: staff.CommandLine, Reason: j.Reason}
	switch j.What {
	case "list":
		return listStaff(ctx, people, out)
	case "add":
		return j.add(ctx, people, by, out)
	}
	id, err := j.find(ctx, people)
	if err != nil {
		return err
	}
	if j.What == "disable" {
		if err := explained(people.Disable(ctx, by, id)); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s staat uit en wordt over 30 dagen gewist\n", id)
		return nil
	}
	token, err := people.Reset(ctx, by, id)
	if err != nil {
		return explained(err)
	}
	fmt.Fprintf(out, "%s is leeggemaakt. Geef deze link zelf door; hij werkt één keer, 48 uur lang:\n%s\n", id, access.InvitationLink(j.Base, token))
	return nil
}

// openStaff opens the accounts and the log of a store.
func openStaff(db store.Store, secret []byte) (*audit.Log, *staff.Staff, error) {
	log, err := audit.New(audit.Config{Store: db, Secret: secret, Now: time.Now})
	if err != nil {
		return nil, nil, err
	}
	people, err := staff.New(staff.Config{Store: db, Audit: log, Secret: secret, Now: time.Now, Rand: rand.Reader})
	return log, people, err
}

func (j staffJob) add(ctx context.Context, people *staff.Staff, by staff.By, out io.Writer) error {
	if by.Reason == "" {
		by.Reason = "nieuw account"
	}
	who := staff.Person{Name: j.Name, Email: j.Who, Regions: j.Regions}
	for _, role := range j.Roles {
		who.Roles = append(who.Roles, staff.Role(role))
	}
	token, made, err := people.Invite(ctx, by, who)
	if err != nil {
		return explained(err)
	}
	fmt.Fprintf(out, "account %s is er. Geef deze link zelf door; hij werkt één keer, 48 uur lang:\n%s\n", made.ID, access.InvitationLink(j.Base, token))
	return nil
}

// find is the ID of the account that was named by its address or ID.
func (j staffJob) find(ctx context.Context, people *staff.Staff) (string, error) {
	all, err := people.Accounts(ctx)
	if err != nil {
		return "", err
	}
	email, err := address.Parse(j.Who)
	if err != nil {
		email = ""
	}
	for _, a := range all {
		if a.ID == j.Who || email != "" && strings.EqualFold(a.Email, email) {
			return a.ID, nil
		}
	}
	return "", fmt.Errorf("%s heeft geen account: zie generator staff list", j.Who)
}

// explained says in words what staff says in keys.
func explained(err error) error {
	var problems staff.Problems
	switch {
	case errors.As(err, &problems):
		var fields []string
		for _, p := range problems {
			fields = append(fields, "-"+p.Field)
		}
		return fmt.Errorf("kijk na: %s", strings.Join(fields, ", "))
	case errors.Is(err, staff.ErrTaken):
		return errors.New("dit adres heeft al een account; een nieuwe uitnodiging maakt u met generator staff reset")
	case errors.Is(err, staff.ErrLastAdmin):
		return errors.New("dit is de laatste beheerder: voeg eerst een ander toe")
	}
	return err
}

func listStaff(ctx context.Context, people *staff.Staff, out io.Writer) error {
	all, err := people.Accounts(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "nummer\tnaam\tadres\trollen\tstand\tlaatst aangemeld")
	for _, a := range all {
		var roles []string
		for _, r := range a.Roles {
			roles = append(roles, string(r))
		}
		state, last := "aan", "-"
		switch {
		case a.Disabled:
			state = "uit"
		case !a.InvitedFor.IsZero():
			state = "uitgenodigd"
		}
		if !a.SignedInAt.IsZero() {
			last = a.SignedInAt.In(calendar.Location()).Format("2006-01-02 15:04")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", a.ID, a.Name, a.Email, strings.Join(roles, ","), state, last)
	}
	return table.Flush()
}
