package web

import "testing"

func TestNumbersOfDocumentsAreSeenAndOthersAreNot(t *testing.T) {
	for text, want := range map[string]bool{
		"Mijn paspoort is NX12K4P97.":                            true,
		"paspoortnummer nx12k4p97":                               true,
		"Identiteitskaart SPECI2014":                             true,
		"My passport: SPECI2014":                                 true,
		"Personalausweis LZ6311T47":                              true,
		"rijbewijs 5123456789":                                   true,
		"Ik heb geen paspoort nodig voor de SLIM-regeling 2026.": false,
		"rijbewijs, tel. 0612345678":                             true, // asked about once: it has the same form
		"Order NX12K4P97":                                        false,
		"dossier 5123456789":                                     false,
		"paspoort, kamer LIMBURG22":                              false,
		"paspoort AB12345":                                       false,
		"paspoort AO12K4P97":                                     false,
		"":                                                       false,
	} {
		if got := hasDocument(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
		if got := HoldsSecretNumber(text); got != want {
			t.Errorf("HoldsSecretNumber(%q): got %v, want %v", text, got, want)
		}
	}
}
