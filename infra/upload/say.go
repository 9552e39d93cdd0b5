package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/smithy-go"

	"mkbloket/generator/publish"
	"mkbloket/infra/bucket"
	"mkbloket/internal/account"
)

// show tells what was done, or would be.
func show(w io.Writer, o settings, r bucket.Report, took time.Duration) {
	switch {
	case o.which:
		fmt.Fprintln(w, r.Release)
		return
	case o.assets:
		fmt.Fprintf(w, "%d bestanden met vast adres: %d gestuurd\n", r.Files, len(r.Sent))
		return
	case o.dry:
		for _, name := range r.Sent {
			fmt.Fprintf(w, "zou sturen:      %s\n", name)
		}
		for _, name := range r.Deleted {
			fmt.Fprintf(w, "zou verwijderen: %s\n", name)
		}
		fmt.Fprintf(w, "%d bestanden: %d te sturen, %d te verwijderen; er is niets veranderd\n", r.Files, len(r.Sent), len(r.Deleted))
		return
	}
	fmt.Fprintf(w, "versie %s, %d bestanden: %d gestuurd, %d verwijderd, %.1f s\n", r.Release, r.Files, len(r.Sent), len(r.Deleted), took.Seconds())
	if r.Waiting > 0 {
		fmt.Fprintf(w, "%d bestanden die niet meer bij de site horen blijven nog tot %s na hun vertrek staan\n", r.Waiting, hours(bucket.Grace))
	}
	switch {
	case r.Told:
		fmt.Fprintf(w, "CloudFront vergeet %s\n", strings.Join(r.Owed, " "))
	case len(r.Owed) > 0:
		fmt.Fprintf(w, "let op: CloudFront weet nog niet van %s; geef -distribution mee\n", strings.Join(r.Owed, " "))
	}
}

func hours(d time.Duration) string { return fmt.Sprintf("%.0f uur", d.Hours()) }

// advice is what to do about an error, by what it is.
var advice = []struct {
	is  error
	say string
}{
	{account.ErrMissing, `geen AWS-account in de omgeving; zet AWS_REGION en voer uit: eval "$(aws configure export-credentials --format env)"`},
	{publish.ErrNoRelease, "er is nog geen gebouwde site; voer eerst uit: go run ./generator build"},
	{publish.ErrDamaged, "de gebouwde site is niet wat de bouw schreef; bouw opnieuw: go run ./generator build"},
	{bucket.ErrChanged, "de site veranderde tijdens het uploaden; bouw en upload opnieuw"},
	{bucket.ErrBusy, "een andere upload is bezig; wacht die af. Is hij afgebroken, dan kan het na vijf minuten weer"},
	{bucket.ErrLost, "een andere upload nam het over omdat deze te lang stilstond; upload opnieuw"},
	{bucket.ErrNoRelease, "er is geen eerdere versie om naar terug te gaan"},
	{bucket.ErrVersions, "de bucket heeft de bestanden van de vorige versie niet meer; bouw die versie opnieuw en upload haar"},
	{bucket.ErrUnversioned, "versies staan uit in deze bucket, en zonder kan niets teruggezet worden; zet ze aan"},
	{bucket.ErrInvalidation, "alles staat er, maar CloudFront kon niet worden ingelicht; draai dezelfde opdracht nog eens"},
}

// byCode is the same for errors of AWS, by their code.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
var byCode = map[string]string{
	"InvalidAccessKeyId":    "AWS kent deze toegangssleutel niet; haal nieuwe gegevens op",
	"InvalidClientTokenId":  "AWS kent deze toegangssleutel niet; haal nieuwe gegevens op",
	"SignatureDoesNotMatch": "de geheime sleutel hoort niet bij de toegangssleutel",
	"InvalidToken":          "het sessietoken klopt niet; haal nieuwe gegevens op",
	"ExpiredToken":          "de gegevens zijn verlopen; haal nieuwe op",
	"AccessDenied":          "deze gegevens geven geen recht op de bucket of de distributie",
	"Forbidden":             "deze gegevens geven geen recht op de bucket of de distributie",
	"NoSuchBucket":          "deze bucket bestaat niet; kijk in de uitvoer BucketName van de stack, en naar AWS_REGION",
	"NoSuchDistribution":    "deze distributie bestaat niet; kijk in de uitvoer DistributionId van de stack",
}

// explain puts an error in one line: what to do first, and then what happened.
func explain(err error) string {
	var parts []string
	for _, a := range advice {
		if errors.Is(err, a.is) {
			parts = append(parts, a.say)
			break
		}
	}
	var answer smithy.APIError
	if errors.As(err, &answer) && byCode[answer.ErrorCode()] != "" {
		parts = append(parts, byCode[answer.ErrorCode()])
	}
	detail := strings.Join(strings.Fields(err.Error()), " ")
	if len(parts) == 0 {
		return detail
	}
	return strings.Join(parts, "; ") + " (" + detail + ")"
}
