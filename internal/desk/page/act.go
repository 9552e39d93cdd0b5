package page

import (
	"fmt"
	"net/http"
	"strconv"

	"mkbloket/internal/audit"
	"mkbloket/internal/cases"
	"mkbloket/internal/domain"
	"mkbloket/internal/web"
)

// Names of fields that every form of the desk may have.
const (
	FieldToken    = "formulier" // random, signed: one page filled in is one act
	FieldRevision = "revisie"   // Case.Revision that the page showed
)

// Token makes the token of a page that is filled in. Show makes one for every
// page, as .Desk.Token.
func (s *Server) Token() (string, error) { return s.signer.Token(s.config.Rand, s.config.Now()) }

// Verified is the token of a posted page, for cases.Act. It is empty when the
// token is not ours: then only a repeat that comes at once is known as one.
func (s *Server) Verified(r *Request) string {
	token := r.Values.Get(FieldToken)
	if _, ours := s.signer.Verify(token); !ours {
		return ""
	}
	return token
}

// Act is the act of whoever is signed in on a case, seen at the revision that
// the page showed. A revision that is no number counts as one that is long past,
// so that nothing is overwritten unseen.
func (s *Server) Act(r *Request, c *cases.Case) cases.Act {
	seen, err := strconv.ParseUint(r.Values.Get(FieldRevision), 10, 64)
	if err != nil || seen == 0 {
		seen = ^uint64(0)
	}
	return cases.Act{
		Ref: c.Reference, Revision: seen, Token: s.Verified(r),
		By: cases.Actor{Party: domain.PartyOfficer, ID: r.Account.ID},
	}
}

// Note writes a line of the audit log about what r did to an object: a reference,
// an account, the name of a page. None of the arguments may hold a name, an
// address of mail or a text of a case. Errors are of the store.
func (s *Server) Note(r *Request, action, object, result, reason string) error {
	actor := ""
	if r.Account != nil {
		actor = r.Account.ID
	}
	err := s.config.Audit.Append(r.Context(), audit.Entry{
		Actor: actor, Action: action, Object: object, Result: result, Reason: reason,
		Origin: s.Origin(r), At: s.config.Now().UTC(),
	})
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// Origin is the address prefix that a request counts for, as web.Server.Origin:
// personal data, of which the audit log keeps a keyed hash.
func (s *Server) Origin(r *Request) string { return s.web.Origin(r.Request.Request) }

// Lead answers with 303 to a path of the desk, which is one of our own and never
// one that was typed (requirement 41).
func (s *Server) Lead(w http.ResponseWriter, path string) error {
	w.Header().Set("Location", path)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// Read reads a post within limits and refuses one of another site. Handler has
// done so before a route's own handler runs; then Read does nothing.
func (s *Server) Read(w http.ResponseWriter, r *Request) error {
	if r.Values != nil || r.Method != http.MethodPost {
		return nil
	}
	return s.web.ReadPost(w, r.Request)
}

// OneEach refuses several values where one belongs.
func OneEach(r *Request, names ...string) error { return web.OneEach(r.Values, names...) }
