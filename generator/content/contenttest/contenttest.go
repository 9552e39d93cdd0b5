// Package contenttest writes a small content folder for tests. Everything in
// it is an example: the schemes, organisations and people do not exist.
package contenttest

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// Scheme is the example scheme regelingen/voorbeeld.md, to be changed by tests.
const Scheme = `---
titel: Voorbeeldregeling
samenvatting: Een voorbeeld van een regeling.
soort: subsidie
bestuurslaag: provincie
verstrekker: Voorbeeldorganisatie
loketten: [loket]
themas: [innovatie]
fasen: [start]
openstelling: doorlopend
bronnen:
  - titel: Voorbeeldbron
    url: https://example.nl/regeling
feiten_uit: 2026
betrouwbaarheid: hoog
---

## Wat is het?

Een voorbeeld met een [link](/vragen/voorbeeldvraag/).
`

// files are the example folder, free of problems.
func files() map[string]string {
	return map[string]string{
		"site.yaml": `naam: Voorbeeldloket
ondertitel: {nl: Voorbeeld, en: Example, de: Beispiel}
adres_site: https://voorbeeld.example
talen: [nl, en, de]
regio: limburg
mail_van: loket@voorbeeld.example
mail_loket: balie@voorbeeld.example
streeftermijn_werkdagen: {vraag: 2, profiel: 5, advies: 3}
security: {contact: "mailto:security@voorbeeld.example", verloopt: 2027-10-01}
toegankelijkheid: {status: C, datum: 2026-11-23}
`,
		"taxonomie/themas.yaml":       "- {slug: innovatie, nl: Innovatie, en: Innovation, de: Innovation}\n- {slug: personeel, nl: Personeel}\n",
		"taxonomie/sectoren.yaml":     "- {slug: industrie, nl: Industrie}\n- {slug: metaal, nl: Metaal, ouder: industrie}\n- {slug: zorg, nl: Zorg}\n",
		"taxonomie/fasen.yaml":        "- {slug: start, nl: Starten}\n- {slug: groei, nl: Groeien}\n",
		"taxonomie/instrumenten.yaml": "- {slug: subsidie, nl: Subsidie}\n- {slug: lening, nl: Lening}\n",
		"taxonomie/groottes.yaml":     "- {slug: micro, nl: Micro}\n- {slug: klein, nl: Klein}\n",
		"taxonomie/regios.yaml": "- {slug: limburg, nl: Limburg}\n- {slug: zuid, nl: Zuid, ouder: limburg}\n- {slug: noord, nl: Noord, ouder: limburg}\n" +
			"- {slug: maastricht, nl: Maastricht, ouder: zuid, cbs: GM0935}\n",
		"regelingen/voorbeeld.md":   Scheme,
		"vragen/voorbeeldvraag.md":  "---\ntitel: Voorbeeldvraag?\nsamenvatting: Kort antwoord.\nthemas: [innovatie]\nregelingen: [voorbeeld]\n---\n\nUitleg.\n",
		"organisaties/loket.md":     "---\ntitel: Voorbeeldorganisatie\nsamenvatting: Een voorbeeld.\nhelix: overheid\nregios: [limburg]\n---\n\nTekst.\n",
		"adviseurs/adviseur.md":     "---\ntitel: Voorbeeldadviseur\norganisatie: loket\nsamenvatting: Een voorbeeld.\nthemas: [innovatie]\nregios: [zuid]\ntalen: [nl]\n---\n\nTekst.\n",
		"ondernemers/ondernemer.md": "---\ntitel: Voorbeeldondernemer\nsamenvatting: Een voorbeeld.\nthemas: [innovatie]\nregios: [maastricht]\ntalen: [nl]\n---\n\nTekst.\n",
		"nieuws/bericht.md":         "---\ntitel: Voorbeeldbericht\nsamenvatting: Een voorbeeld.\ndatum: 2026-11-01\n---\n\nTekst.\n",
		"paginas/home.md":           "---\ntitel: Welkom\nsamenvatting: Een voorbeeld.\n---\n\nTekst.\n",
		"paginas/over.md":           "---\ntitel: Over\nsamenvatting: Een voorbeeld.\n---\n\nTekst.\n",
		"paginas/over.en.md":        "---\ntitel: About\nsamenvatting: An example.\n---\n\nText.\n",
	}
}

// Folder writes the example folder with changes on top: a path with its new
// text, or with "" to leave it out. It returns the folder's path.
func Folder(t testing.TB, changes map[string]string) string {
	t.Helper()
	all := files()
	maps.Copy(all, changes)
	dir := t.TempDir()
	for name, text := range all {
		if text == "" {
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
