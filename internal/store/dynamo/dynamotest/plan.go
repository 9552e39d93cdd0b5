package dynamotest

import (
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
)

// hundred is how many requests come under one promise of a plan.
const hundred = 100

// Plan says which share of the requests meets which fault, from 0 to 1 in
// whole percents. The shares together are at most 1; the rest goes through
// untouched. Of every hundred requests exactly that many meet it, counted from
// Set; only which ones is drawn.
type Plan struct {
	Throttle float64 // refused: too many requests; the table is not touched
	Fault    float64 // answered with status 500; the table is not touched
	Hang     float64 // not answered until the client gives up; the table is not touched
	Late     float64 // not answered until the client gives up, and done after that
	Lost     float64 // done, but the connection breaks before or halfway the answer

	// PerCall is after how many attempts a call is left alone, so that none
	// fails by chance; 0: never. Requests that are left alone are not part of
	// the hundred.
	PerCall int
}

// Counts is how many requests met what.
type Counts struct {
	Passed, Throttled, Faulted, Hung, Late, Lost int
}

// card is what can happen to a request.
type card int

const (
	passed card = iota
	throttled
	faulted
	hung
	late
	lost
	cards // how many there are
)

// of returns the count that belongs to a card.
func (c *Counts) of(k card) *int {
	return [cards]*int{&c.Passed, &c.Throttled, &c.Faulted, &c.Hung, &c.Late, &c.Lost}[k]
}

// Holds reports whether c is at least d in everything.
func (c Counts) Holds(d Counts) bool {
	for k := range cards {
		if *c.of(k) < *d.of(k) {
			return false
		}
	}
	return true
}

// InHundred returns what a hundred requests meet.
func (p Plan) InHundred() Counts {
	n := func(share float64) int { return int(math.Round(share * hundred)) }
	c := Counts{Throttled: n(p.Throttle), Faulted: n(p.Fault), Hung: n(p.Hang), Late: n(p.Late), Lost: n(p.Lost)}
	c.Passed = hundred - c.Throttled - c.Faulted - c.Hung - c.Late - c.Lost
	return c
}

// deck holds what the rest of a hundred requests will meet, in random order.
type deck struct {
	rng   *rand.Rand
	cards []card
}

// deal takes a card, of a fresh deck by plan p when there is none left.
func (d *deck) deal(p Plan) card {
	if len(d.cards) == 0 {
		d.fill(p.InHundred())
	}
	last := len(d.cards) - 1
	k := d.cards[last]
	d.cards = d.cards[:last]
	return k
}

// fill puts the cards of a hundred requests into an empty deck and shuffles.
func (d *deck) fill(c Counts) {
	for k := range cards {
		for range *c.of(k) {
			d.cards = append(d.cards, k)
		}
	}
	d.rng.Shuffle(len(d.cards), func(i, j int) { d.cards[i], d.cards[j] = d.cards[j], d.cards[i] })
}

// attempt returns which attempt of its call a request is, from 1, as the
// client says in a header; 1 without that header.
func attempt(r *http.Request) int {
	_, rest, _ := strings.Cut(r.Header.Get("Amz-Sdk-Request"), "attempt=")
	digits, _, _ := strings.Cut(rest, ";")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 1
	}
	return n
}
