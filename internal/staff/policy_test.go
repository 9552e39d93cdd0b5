package staff

import (
	"slices"
	"testing"
)

// TestPolicy writes the whole table out a second time: a change of it is a
// change here.
func TestPolicy(t *testing.T) {
	want := map[Role][]Action{
		Officer: {Self, Work, Judge, Draft, Figures},
		Lead:    {Self, Work, Judge, Draft, Figures, Mail, Export, Erase, Publish, AuditLog},
		Editor:  {Self, Judge, Draft, Figures, Publish},
		Admin:   {Self, Figures, Mail, Accounts, AuditLog},
	}
	for _, role := range Roles() {
		a := &Account{Roles: []Role{role}}
		for _, what := range append(Actions(), Open, "onbekend") {
			if got := a.May(what); got != slices.Contains(want[role], what) {
				t.Errorf("%s, %q: got %v", role, what, got)
			}
		}
	}
	for name, a := range map[string]*Account{
		"nobody": nil, "no roles": {}, "unknown role": {Roles: []Role{"baas"}}, "disabled": {Roles: Roles(), Disabled: true},
	} {
		for _, what := range Actions() {
			if a.May(what) {
				t.Errorf("%s may %s", name, what)
			}
		}
	}
	if both := (&Account{Roles: []Role{Admin, Editor}}); !both.May(Publish) || !both.May(Accounts) || both.May(Work) {
		t.Error("two roles together must give what both give")
	}
}
