package schema

import "strconv"

// Code names what is wrong with a value. Every code has a sentence for editors
// (in package content) and one per language for visitors (key fout.CODE).
type Code string

// The codes.
const (
	Missing     Code = "verplicht"      // nothing filled in
	Choose      Code = "kies"           // nothing chosen
	Accept      Code = "akkoord"        // a box that must be ticked
	TooLong     Code = "te_lang"        // N: limit in characters
	TooShort    Code = "te_kort"        // N: least number of characters
	TooMany     Code = "te_veel"        // N: most items
	TooLarge    Code = "te_groot"       // N: largest value
	TooSmall    Code = "te_klein"       // N: smallest value
	BadEmail    Code = "email"          //
	BadPhone    Code = "telefoon"       //
	BadURL      Code = "url"            //
	BadKVK      Code = "kvk"            // not eight digits
	BadNumber   Code = "getal"          //
	BadAmount   Code = "bedrag"         //
	BadBool     Code = "ja_nee"         //
	BadDate     Code = "datum"          // no such day, or not as 2027-02-05
	BadMoment   Code = "moment"         //
	BadSlug     Code = "slug"           //
	BadChar     Code = "teken"          // control or direction character
	NotText     Code = "geen_tekst"     // a list or mapping where a value belongs
	NotList     Code = "geen_lijst"     // a value where a list belongs
	NotRecord   Code = "geen_blok"      // a value where a block of keys belongs
	Unknown     Code = "onbekend"       // Value is not in the vocabulary; Near may be meant
	UnknownKey  Code = "onbekende_naam" // no field has this name; Near may be meant
	Duplicate   Code = "dubbel"         // the key or value stands twice
	Unsupported Code = "yaml"           // anchor, alias, tag or merge key
	NotHere     Code = "niet_vertalen"  // a field that a translation may not set
)

// Fault is what is wrong with one value.
type Fault struct {
	Code  Code
	N     int    // the limit, where the code has one
	Value string // the offending value, for Unknown, UnknownKey and Duplicate
	Near  string // what was probably meant
}

// Error makes a Fault readable in tests and logs; people get a sentence made from Code.
func (f *Fault) Error() string {
	s := string(f.Code)
	if f.N != 0 {
		s += " " + strconv.Itoa(f.N)
	}
	if f.Value != "" {
		s += " " + strconv.Quote(f.Value)
	}
	return s
}

// Problem is a fault and where it is.
type Problem struct {
	Fault
	Field string // name of the field; for nested ones "rondes.sluit"
	Line  int    // line within the decoded YAML, from 1; 0 for a form
}
