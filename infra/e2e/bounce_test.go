package e2e

import (
	"encoding/json"
	"testing"

	"mkbloket/internal/cases"
)

// bounceMarks sends back what SES says about a message: with the tags that it
// was sent with.
func bounceMarks(t *testing.T, moto string) {
	d, s, m := mailDesk(t, moto, nil)
	ref := d.ask("terug")
	m.pump()
	first := s.sent()[0]
	d.returned(first, `"eventType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"iemand@voorbeeld.example"}]}`)
	marked := d.table.cases()[ref]
	if got := marked.Mail[0].State; got != cases.MailReturned {
		t.Errorf("got a message that is %s, want %s", got, cases.MailReturned)
	}
	if got := marked.Mail[1].State; got != cases.MailSent {
		t.Errorf("the other message: got %s, want %s", got, cases.MailSent)
	}
	d.table.unchanged(func() {
		d.returned(first, `"eventType":"Bounce","bounce":{"bounceType":"Permanent"}`)
		d.returned(first, `"eventType":"Delivery"`)
		first.EmailTags[0].Value = "zzzz-zzzz-bevestiging"
		d.returned(first, `"eventType":"Bounce","bounce":{"bounceType":"Permanent"}`)
	})
	d.scheduled("notify")
	m.pump()
	if got := len(s.sent()); got != 2 {
		t.Errorf("SES got %d messages, want 2: what came back is not sent again", got)
	}
}

// returned tells notify about a message as SES does by way of SNS
// (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html,
// https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html).
func (d *desk) returned(c call, what string) {
	d.Helper()
	tags := map[string][]string{"ses:configuration-set": {c.ConfigurationSetName}}
	for _, tag := range c.EmailTags {
		tags[tag.Name] = []string{tag.Value}
	}
	about, err := json.Marshal(map[string]any{"messageId": "0102", "source": c.FromEmailAddress, "destination": c.Destination.ToAddresses, "tags": tags})
	if err != nil {
		d.Fatal(err)
	}
	event := map[string]any{"Records": []any{map[string]any{
		"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": d.values.ref("Bounces"),
		"Sns": map[string]any{"Type": "Notification", "MessageId": "1", "TopicArn": d.values.ref("Bounces"), "Subject": "Amazon SES Email Event Notification",
			"Message": "{" + what + `,"mail":` + string(about) + "}", "Timestamp": "2026-11-23T10:00:00.000Z"},
	}}}
	if _, err := d.pools["notify"].invoke(d.Context(), event); err != nil {
		d.Errorf("notify on a bounce: %v", err)
	}
}
