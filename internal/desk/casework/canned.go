package casework

import (
	"net/url"
	"strings"

	"mkbloket/internal/cases"
	"mkbloket/internal/forms"
)

// canned is a text that is often needed, in the languages in which people are
// answered. It is put into the text of the officer, who makes it fit.
type canned struct {
	slug, title string
	text        map[string]string
}

// cannedTexts lists them in the order in which they are offered.
var cannedTexts = []canned{
	{"ontvangst", "We zijn ermee bezig", map[string]string{
		"nl": "Wij hebben uw vraag gelezen en zoeken het uit. U hoeft niets te doen. U hoort uiterlijk op de beloofde datum van ons.",
		"en": "We have read your question and are looking into it. You need not do anything. You will hear from us by the promised date.",
		"de": "Wir haben Ihre Frage gelesen und klären sie. Sie müssen nichts tun. Sie hören spätestens zum zugesagten Datum von uns."}},
	{"gegevens", "Gegevens van het bedrijf vragen", map[string]string{
		"nl": "Om u goed te helpen, willen wij graag weten:\n\n- in welke gemeente uw bedrijf staat\n- wat uw bedrijf doet, en hoeveel mensen er werken\n- wanneer u wilt beginnen\n\nStuur ons geen kopie van een paspoort en geen burgerservicenummer.",
		"en": "To help you well, we would like to know:\n\n- in which municipality your company is\n- what your company does, and how many people work there\n- when you want to start\n\nPlease do not send us a copy of a passport or a personal identification number.",
		"de": "Damit wir Ihnen gut helfen können, möchten wir gern wissen:\n\n- in welcher Gemeinde Ihr Unternehmen sitzt\n- was Ihr Unternehmen macht und wie viele Menschen dort arbeiten\n- wann Sie beginnen möchten\n\nBitte schicken Sie uns keine Ausweiskopie und keine persönliche Identifikationsnummer."}},
	{"plannen", "Naar het plan vragen", map[string]string{
		"nl": "Kunt u in een paar zinnen schrijven wat u wilt doen, wat het ongeveer kost en hoe u het wilt betalen? Ruwe bedragen zijn goed genoeg.",
		"en": "Could you write in a few sentences what you want to do, roughly what it costs and how you want to pay for it? Rough amounts are good enough.",
		"de": "Könnten Sie in einigen Sätzen schreiben, was Sie vorhaben, was es ungefähr kostet und wie Sie es bezahlen möchten? Grobe Beträge reichen aus."}},
	{"nog-niet-begonnen", "Eerst aanvragen, dan beginnen", map[string]string{
		"nl": "Let op: bij de meeste regelingen vraagt u aan voordat u begint. Teken dus nog geen opdracht en koop nog niets. De voorwaarden van de regeling zelf zijn altijd bepalend.",
		"en": "Please note: with most schemes you apply before you start. So do not sign an order or buy anything yet. The conditions of the scheme itself always decide.",
		"de": "Bitte beachten Sie: Bei den meisten Förderungen stellen Sie den Antrag, bevor Sie beginnen. Unterschreiben Sie also noch keinen Auftrag und kaufen Sie noch nichts. Maßgeblich sind immer die Bedingungen der Förderung selbst."}},
	{"adviseur-voorstel", "Voorstel: een adviseur", map[string]string{
		"nl": "Uw vraag past het best bij een adviseur. Vindt u het goed dat wij uw vraag en uw gegevens delen met een adviseur die u kiest uit ons voorstel? Antwoord dan met ja. U bent daarmee nog nergens aan gebonden.",
		"en": "Your question is best answered by an adviser. Do you agree that we share your question and your details with an adviser whom you choose from our proposal? If so, please answer yes. This does not bind you to anything.",
		"de": "Ihre Frage ist am besten bei einer Beratungsstelle aufgehoben. Sind Sie einverstanden, dass wir Ihre Frage und Ihre Daten an eine Beratungsstelle weitergeben, die Sie aus unserem Vorschlag auswählen? Dann antworten Sie bitte mit Ja. Sie gehen damit keine Verpflichtung ein."}},
	{"geen-regeling", "Er is nu geen regeling", map[string]string{
		"nl": "Wij hebben gezocht, maar op dit moment is er geen regeling die bij uw vraag past. Dat kan veranderen: kijk op onze website wanneer een regeling weer opengaat. Heeft u een ander plan, dan kijken wij graag opnieuw mee.",
		"en": "We have searched, but at the moment there is no scheme that fits your question. That may change: our website shows when a scheme opens again. If you have another plan, we are glad to look again.",
		"de": "Wir haben gesucht, aber zurzeit gibt es keine Förderung, die zu Ihrer Frage passt. Das kann sich ändern: Auf unserer Website sehen Sie, wann eine Förderung wieder öffnet. Wenn Sie einen anderen Plan haben, schauen wir gern noch einmal mit."}},
	{"niet-voor-ons", "Niet voor dit loket", map[string]string{
		"nl": "Uw vraag hoort niet bij ons loket: wij helpen ondernemers met plannen voor groei en vernieuwing. Daarom kunnen wij u hierbij niet verder helpen.",
		"en": "Your question is not one for our desk: we help entrepreneurs with plans for growth and renewal. So we cannot help you further with this.",
		"de": "Ihre Frage gehört nicht zu unserer Anlaufstelle: Wir helfen Unternehmen bei Plänen für Wachstum und Erneuerung. Deshalb können wir Ihnen hierbei nicht weiterhelfen."}},
	{"afsluiting", "Tot slot", map[string]string{
		"nl": "Is hiermee uw vraag beantwoord? Op uw eigen pagina kunt u ons dat laten weten. Heeft u nog iets nodig, dan kunt u de vraag daar ook opnieuw openen.\n\nVeel succes met uw plan.",
		"en": "Does this answer your question? You can tell us on your own page. If you need anything else, you can also open the question again there.\n\nWe wish you success with your plan.",
		"de": "Ist Ihre Frage damit beantwortet? Auf Ihrer eigenen Seite können Sie uns das mitteilen. Wenn Sie noch etwas brauchen, können Sie die Frage dort auch wieder öffnen.\n\nViel Erfolg mit Ihrem Plan."}},
}

// cannedControl offers the texts.
func (d *desk) cannedControl(one *cases.Case) *forms.Control {
	c := &forms.Control{Name: fieldCanned, Label: "Standaardtekst", Sort: "select",
		Hint: "Komt onder wat u al schreef, in het " + languageWord(one.Language) + ". Er wordt nog niets verstuurd."}
	for _, t := range cannedTexts {
		c.Options = append(c.Options, forms.Option{Value: t.slug, Label: t.title})
	}
	return c
}

// inserted is what was typed with the chosen text below it.
func (d *desk) inserted(values url.Values, one *cases.Case) url.Values {
	out := url.Values{}
	for name, v := range values {
		out[name] = v
	}
	for _, t := range cannedTexts {
		if t.slug == values.Get(fieldCanned) {
			text := t.text[one.Language]
			if text == "" {
				text = t.text["nl"]
			}
			out.Set("tekst", strings.TrimLeft(strings.TrimRight(values.Get("tekst"), " \r\n")+"\n\n"+text, "\n"))
		}
	}
	return out
}
