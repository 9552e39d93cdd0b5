package domain

import "mkbloket/internal/schema"

// Kind names a sort of submission, in code, in the store and in the address of its function.
type Kind string

// The kinds of submission.
const (
	KindQuestion Kind = "question"
	KindProfile  Kind = "profile"
	KindAdvice   Kind = "advice"
	KindContact  Kind = "contact"
)

// Kinds lists the kinds of submission, in the order in which people see them.
func Kinds() []Kind { return []Kind{KindQuestion, KindProfile, KindAdvice, KindContact} }

// Submission is what a visitor fills in.
type Submission interface {
	Kind() Kind
	// Fields lists the fields in the order of the form, each with its fieldset.
	Fields(*Taxonomy) []schema.Field
	// Check applies the rules that concern more than one field; it is called
	// after the fields were decoded and repeats none of their problems.
	Check() []schema.Problem
	// Sender is who is answered: name and address.
	Sender() (name, email string)
	// Subject is a short line for the desk.
	Subject() string
}

// NewSubmission makes an empty submission of a kind, nil for an unknown one.
func NewSubmission(kind Kind) Submission {
	switch kind {
	case KindQuestion:
		return new(Question)
	case KindProfile:
		return new(SignUp)
	case KindAdvice:
		return new(AdviceRequest)
	case KindContact:
		return new(Message)
	}
	return nil
}

// Contact is how the desk reaches somebody, shared by the forms.
type Contact struct {
	Name  string
	Email string
	Phone string
}

// Question is answered by text.
type Question struct {
	Topic        string
	Text         string
	Theme        string
	Municipality string
	Phase        string
	Company      string
	KVKNumber    string
	Contact
	ContactBy string // email, telefoon
	Scheme    string // the page it came from, or empty
	Consent   bool
}

// Kind is KindQuestion.
func (q *Question) Kind() Kind { return KindQuestion }

// Sender is who asked.
func (q *Question) Sender() (name, email string) { return q.Name, q.Email }

// Subject is the topic.
func (q *Question) Subject() string { return q.Topic }

// Fields lists the fields of the question form.
func (q *Question) Fields(t *Taxonomy) []schema.Field {
	return []schema.Field{
		schema.Ref("regeling", &q.Scheme, "regelingen"),
		schema.Text("onderwerp", &q.Topic).Required().Max(120).Private().In("vraag"),
		schema.Long("vraag", &q.Text).Required().Max(5000).Private().In("vraag"),
		schema.Choice("thema", &q.Theme, t.Themes).In("vraag"),
		schema.Choice("gemeente", &q.Municipality, t.Regions).In("bedrijf"),
		schema.Choice("fase", &q.Phase, t.Phases).In("bedrijf"),
		schema.Text("bedrijf", &q.Company).Max(120).Private().In("bedrijf"),
		schema.KVK("kvk", &q.KVKNumber).Private().In("bedrijf"),
		schema.Text("naam", &q.Name).Required().Max(120).Private().In("contact"),
		schema.Email("email", &q.Email).Required().Private().In("contact"),
		schema.Phone("telefoon", &q.Phone).Private().In("contact"),
		schema.Choice("contactvoorkeur", &q.ContactBy, t.ContactWays).Required().In("contact"),
		schema.Bool("toestemming", &q.Consent).Required().In("toestemming"),
	}
}

// Check asks for a telephone number when the sender wants to be called.
func (q *Question) Check() []schema.Problem {
	if q.ContactBy == "telefoon" && q.Phone == "" {
		return []schema.Problem{{Field: "telefoon", Fault: schema.Fault{Code: schema.Missing}}}
	}
	return nil
}

// SignUp asks for a profile to be published.
type SignUp struct {
	ProfileKind  string // adviseur, ondernemer
	Name         string
	Company      string
	KVKNumber    string // not published: the desk looks up who it is
	Offers       string
	Seeks        string
	Themes       []string
	Sectors      []string
	Regions      []string
	Languages    []string
	Costs        string
	Independence string
	Website      string
	Text         string
	Email        string
	Capacity     int // new contacts per four weeks; 0: no limit
	Consent      bool
}

// Kind is KindProfile.
func (s *SignUp) Kind() Kind { return KindProfile }

// Sender is who signs up.
func (s *SignUp) Sender() (name, email string) { return s.Name, s.Email }

// Subject is the sort of profile.
func (s *SignUp) Subject() string { return s.ProfileKind }

// Fields lists the fields of the sign-up form.
func (s *SignUp) Fields(t *Taxonomy) []schema.Field {
	return []schema.Field{
		schema.Choice("profielsoort", &s.ProfileKind, t.ProfileKinds).Required().In("wie"),
		schema.Text("naam", &s.Name).Required().Max(120).In("wie"),
		schema.Text("bedrijf", &s.Company).Max(120).In("wie"),
		schema.KVK("kvk", &s.KVKNumber).Private().In("wie"),
		schema.URL("website", &s.Website).In("wie"),
		schema.Text("biedt", &s.Offers).Max(500).In("aanbod"),
		schema.Text("zoekt", &s.Seeks).Max(500).In("aanbod"),
		schema.Choices("themas", &s.Themes, t.Themes).Required().Max(5).In("aanbod"),
		schema.Choices("sectoren", &s.Sectors, t.Sectors).In("aanbod"),
		schema.Choices("regios", &s.Regions, t.Regions).Required().In("aanbod"),
		schema.Choices("talen", &s.Languages, t.Languages).Required().In("aanbod"),
		schema.Choice("kosten", &s.Costs, t.Costs).In("adviseur"),
		schema.Text("onafhankelijk", &s.Independence).Max(300).In("adviseur"),
		schema.Markdown("tekst", &s.Text).Required().Min(40).Max(3000).In("tekst"),
		schema.Email("email", &s.Email).Required().Private().In("contact"),
		schema.Int("capaciteit", &s.Capacity).Max(100).Private().In("contact"),
		schema.Bool("toestemming_publicatie", &s.Consent).Required().In("toestemming"),
	}
}

// Check asks an adviser for costs, an offer and a line on independence, and
// an entrepreneur for an offer or a wish.
func (s *SignUp) Check() []schema.Problem {
	var problems []schema.Problem
	need := func(field, value string, code schema.Code) {
		if value == "" {
			problems = append(problems, schema.Problem{Field: field, Fault: schema.Fault{Code: code}})
		}
	}
	switch s.ProfileKind {
	case "adviseur":
		need("biedt", s.Offers, schema.Missing)
		need("kosten", s.Costs, schema.Choose)
		need("onafhankelijk", s.Independence, schema.Missing)
	case "ondernemer":
		need("biedt", s.Offers+s.Seeks, schema.Missing)
	}
	return problems
}

// AdviceRequest is answered by a person or a trajectory.
type AdviceRequest struct {
	Ambition     string
	Description  string
	Start        string
	Amount       int // whole euros; 0: not said
	Company      string
	KVKNumber    string
	Municipality string
	Contact
	Role    string
	Scheme  string
	Adviser string
	Consent bool
}

// Kind is KindAdvice.
func (a *AdviceRequest) Kind() Kind { return KindAdvice }

// Sender is who asks for advice.
func (a *AdviceRequest) Sender() (name, email string) { return a.Name, a.Email }

// Subject is the ambition.
func (a *AdviceRequest) Subject() string { return a.Ambition }

// Fields lists the fields of the advice form.
func (a *AdviceRequest) Fields(t *Taxonomy) []schema.Field {
	return []schema.Field{
		schema.Ref("regeling", &a.Scheme, "regelingen"),
		schema.Ref("adviseur", &a.Adviser, "adviseurs"),
		schema.Choice("ambitie", &a.Ambition, t.Ambitions).Required().In("ambitie"),
		schema.Long("omschrijving", &a.Description).Required().Min(20).Max(8000).Private().In("ambitie"),
		schema.Choice("gewenste_start", &a.Start, t.Starts).Required().In("ambitie"),
		schema.Euro("bedrag", &a.Amount).Private().In("ambitie"),
		schema.Text("bedrijf", &a.Company).Max(120).Private().In("bedrijf"),
		schema.KVK("kvk", &a.KVKNumber).Private().In("bedrijf"),
		schema.Choice("gemeente", &a.Municipality, t.Regions).In("bedrijf"),
		schema.Choice("rol", &a.Role, t.Roles).Required().In("bedrijf"),
		schema.Text("naam", &a.Name).Required().Max(120).Private().In("contact"),
		schema.Email("email", &a.Email).Required().Private().In("contact"),
		schema.Phone("telefoon", &a.Phone).Private().In("contact"),
		schema.Bool("toestemming_delen", &a.Consent).Required().In("toestemming"),
	}
}

// Check has no rules across fields.
func (a *AdviceRequest) Check() []schema.Problem { return nil }
