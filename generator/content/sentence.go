package content

import (
	"fmt"
	"strconv"

	"mkbloket/internal/schema"
)

// sentence tells an editor, in Dutch, what to write instead. It is as long as
// the list of codes.
func sentence(f schema.Fault) string {
	n, meant := strconv.Itoa(f.N), ""
	if f.Near != "" {
		meant = fmt.Sprintf("; bedoelt u %q?", f.Near)
	}
	switch f.Code {
	case schema.Missing, schema.Choose:
		return "vul dit in"
	case schema.Accept:
		return "schrijf true"
	case schema.TooLong:
		return "gebruik hoogstens " + n + " tekens"
	case schema.TooShort:
		return "gebruik minstens " + n + " tekens"
	case schema.TooMany:
		return "noem er hoogstens " + n
	case schema.TooLarge:
		return "schrijf een getal tot en met " + n
	case schema.TooSmall:
		return "schrijf een getal vanaf " + n
	case schema.BadEmail:
		return "schrijf een e-mailadres als naam@voorbeeld.nl"
	case schema.BadPhone:
		return "schrijf een telefoonnummer als 043 123 45 67"
	case schema.BadURL:
		return "schrijf een adres als https://www.rvo.nl/pagina"
	case schema.BadKVK:
		return "schrijf een KVK-nummer van 8 cijfers"
	case schema.BadNumber:
		return "schrijf een heel getal als 250"
	case schema.BadAmount:
		return "schrijf hele euro's als 50000"
	case schema.BadBool:
		return "schrijf true of false"
	case schema.BadDate:
		return "schrijf een datum als 2027-02-05"
	case schema.BadMoment:
		return "schrijf een datum als 2027-02-05, of met tijd als 2027-02-05 17:00"
	case schema.BadSlug:
		return fmt.Sprintf("schrijf %q met kleine letters, cijfers en streepjes, hoogstens 80 tekens", f.Value)
	case schema.BadChar:
		return "haal onzichtbare stuurtekens weg"
	case schema.NotText:
		return "schrijf hier één tekst, geen lijst of blok"
	case schema.NotList:
		return "schrijf hier een lijst, zoals [een, twee]"
	case schema.NotRecord:
		return "schrijf hier een blok met sleutels, zoals {min: 1}"
	case schema.Unknown:
		return fmt.Sprintf("%q staat niet in de lijst%s", f.Value, meant)
	case schema.UnknownKey:
		return fmt.Sprintf("onbekende sleutel%s", meant)
	case schema.Duplicate:
		return fmt.Sprintf("%q staat er twee keer; haal er één weg", f.Value)
	case schema.Unsupported:
		return "gebruik geen ankers (&), verwijzingen (*), tags (!) of <<"
	case schema.NotHere:
		return "dit veld vertaalt u niet; zet het alleen in het Nederlandse bestand"
	}
	return string(f.Code)
}
