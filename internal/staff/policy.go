package staff

import "slices"

// Role is what somebody of the desk does. It is stored by this word.
type Role string

// The roles. An account can have several.
const (
	Officer Role = "medewerker"
	Lead    Role = "coordinator"
	Editor  Role = "redacteur"
	Admin   Role = "beheerder"
)

// Roles lists every role, in the order in which they are offered.
func Roles() []Role { return []Role{Officer, Lead, Editor, Admin} }

// Action is what a page of the desk asks of who opens it.
type Action string

// The actions. Open is for pages before signing in and is never granted.
const (
	Open     Action = ""
	Self     Action = "eigen"      // anybody signed in: the own account
	Work     Action = "zaken"      // read and handle cases
	Judge    Action = "profielen"  // judge profiles
	Draft    Action = "concepten"  // write public answers
	Figures  Action = "cijfers"    // see what was counted
	Mail     Action = "mail"       // see the outbox
	Export   Action = "export"     // take data out
	Erase    Action = "wissen"     // remove data for good
	Publish  Action = "publiceren" // put something on the site
	Accounts Action = "accounts"   // manage accounts
	AuditLog Action = "logboek"    // read the audit log
)

// Actions lists every action that can be granted.
func Actions() []Action {
	return []Action{Self, Work, Judge, Draft, Figures, Mail, Export, Erase, Publish, Accounts, AuditLog}
}

// policy says which roles may do what. What is not in it nobody may.
func policy(a Action) []Role {
	switch a {
	case Self, Figures:
		return Roles()
	case Work:
		return []Role{Officer, Lead}
	case Judge, Draft:
		return []Role{Officer, Lead, Editor}
	case Mail, AuditLog:
		return []Role{Lead, Admin}
	case Export, Erase:
		return []Role{Lead}
	case Publish:
		return []Role{Lead, Editor}
	case Accounts:
		return []Role{Admin}
	}
	return nil
}

// May reports whether the account may do something. Nobody is nil, and may
// nothing; neither may an account that is disabled.
func (a *Account) May(what Action) bool {
	if a == nil || a.Disabled {
		return false
	}
	allowed := policy(what)
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(allowed, r) })
}
