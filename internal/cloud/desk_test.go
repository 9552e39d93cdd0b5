package cloud_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"mkbloket/internal/cases"
	"mkbloket/internal/cloud"
	"mkbloket/internal/cloud/httpapi"
	"mkbloket/internal/cloud/httpapi/httpapitest"
	"mkbloket/internal/cloud/runtimetest"
	"mkbloket/internal/mail/ses"
	"mkbloket/internal/mototest"
	"mkbloket/internal/snapshot"
	"mkbloket/internal/store"
	"mkbloket/internal/store/dynamo"
	"mkbloket/internal/store/dynamo/dynamotest"
)

func TestMain(m *testing.M) { os.Exit(runtimetest.Main(m)) }

// desk is the programs of the functions, a table and a mail service.
type desk struct {
	*testing.T
	folder string
	faults *dynamotest.Faults // stands before the table
	client *dynamodb.Client   // does not
	store  *dynamo.Store
	table  string
	mail   string // address of moto
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	endpoint := dynamotest.Local(t)
	d := &desk{T: t, mail: mototest.Start(t)}
	d.folder = runtimetest.Build(t)
	d.client, d.table = dynamotest.Table(t, endpoint, cases.Indexes())
	d.faults = dynamotest.NewFaults(t, endpoint, 1)
	var err error
	if d.store, err = dynamo.New(dynamo.Config{Client: d.client, Table: d.table, Indexes: cases.Indexes(), Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	s, err := snapshot.Read(filepath.Join(d.folder, "question", "loket.json"))
	if err != nil {
		t.Fatal(err)
	}
	sender := ses.NewClient(dynamotest.AWSConfig(d.mail))
	if _, err := sender.CreateEmailIdentity(t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: &s.Site.MailFrom}); err != nil {
		t.Fatal(err)
	}
	return d
}

// start runs a function with what it needs, and nothing more.
func (d *desk) start(name string) *runtimetest.Function {
	d.Helper()
	values := map[string]string{
		"TABLE": d.table, "BASE": "https://loket.example", "ORIGIN_SECRET": httpapitest.Secret, "MAIL_CONFIGURATION_SET": "loket", "RETENTION": cloud.RetentionOn,
		"SECRET": base64.StdEncoding.EncodeToString(make([]byte, 32)),
	}
	env := []string{"AWS_ENDPOINT_URL_DYNAMODB=" + d.faults.URL(), "AWS_ENDPOINT_URL_SESV2=" + d.mail}
	for _, v := range cloud.Variables(name) {
		env = append(env, v+"="+values[v])
	}
	return runtimetest.Start(d, filepath.Join(d.folder, name, "bootstrap"), env...)
}

// ask sends a request through the CDN to a function.
func (d *desk) ask(f *runtimetest.Function, method, address string, form url.Values) httpapi.Response {
	d.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "https://loket.example")
	}
	event, err := httpapitest.Event(r)
	if err != nil {
		d.Fatal(err)
	}
	var out httpapi.Response
	d.invoke(f, json.RawMessage(event), &out)
	return out
}

func (d *desk) invoke(f *runtimetest.Function, event json.RawMessage, out any) {
	d.Helper()
	answer, err := f.Invoke(d.Context(), event)
	if err != nil {
		d.Fatalf("%v\n%s", err, f.Log())
	}
	if err := json.Unmarshal(answer, out); err != nil {
		d.Fatal(err)
	}
}

// question is a filled-in form with the token of a page.
func (d *desk) question(f *runtimetest.Function) url.Values {
	d.Helper()
	_, rest, found := strings.Cut(d.ask(f, "GET", "/vraag-stellen/", nil).Body, `name="formulier" value="`)
	token, _, _ := strings.Cut(rest, `"`)
	if !found {
		d.Fatal("no token in the form")
	}
	return url.Values{
		"onderwerp": {"Kanarie over energie"}, "vraag": {"Waar kan kanarie terecht?"}, "naam": {"K. Kanarie"}, "formulier": {token},
		"email": {"kanarie@voorbeeld.example"}, "contactvoorkeur": {"email"}, "toestemming": {"ja"}, "taal": {"nl"},
	}
}

// made are the cases in the table, wherever they are listed.
func (d *desk) made() []*cases.Case {
	d.Helper()
	var all []*cases.Case
	for _, queue := range []string{cases.QueueNew, cases.QueueSuspect} {
		records, _, err := d.store.List(d.Context(), cases.IndexQueue, queue, store.Page{})
		if err != nil {
			d.Fatal(err)
		}
		for _, r := range records {
			c, err := cases.Decode(r)
			if err != nil {
				d.Fatal(err)
			}
			all = append(all, c)
		}
	}
	return all
}

// changes is the stream event of all items in the table, each twice.
func (d *desk) changes() json.RawMessage {
	d.Helper()
	out, err := d.client.Scan(d.Context(), &dynamodb.ScanInput{TableName: &d.table, ProjectionExpression: aws.String("id")})
	if err != nil {
		d.Fatal(err)
	}
	var records []string
	for i, item := range append(out.Items, out.Items...) {
		records = append(records, fmt.Sprintf(`{"eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{"Keys":{"id":{"S":%q}},"SequenceNumber":"%d","StreamViewType":"KEYS_ONLY"}}`,
			item["id"].(*types.AttributeValueMemberS).Value, i+1))
	}
	return json.RawMessage(`{"Records":[` + strings.Join(records, ",") + `]}`)
}

// sent counts the messages that moto has taken, by receiver.
func (d *desk) sent() map[string]int {
	d.Helper()
	answer, err := http.Get(d.mail + "/moto-api/data.json")
	if err != nil {
		d.Fatal(err)
	}
	defer answer.Body.Close()
	var all struct {
		SES struct {
			RawMessage []struct{ Destinations []string }
		} `json:"ses"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&all); err != nil {
		d.Fatal(err)
	}
	count := map[string]int{}
	for _, m := range all.SES.RawMessage {
		count[m.Destinations[0]]++
	}
	return count
}
