package preview

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"mkbloket/internal/headers"
)

// dynamic are the headers of what is kept nowhere.
var dynamic = headers.Prepare(append(headers.All(), headers.Header{Name: "Cache-Control", Value: headers.Dynamic.CacheControl()}))

// entry is one file. Its hash and its compressed form are made when it is first
// asked for, so that a site of 10,000 pages is served at once after a build.
type entry struct {
	address string
	data    []byte
	once    sync.Once
	plain   variant
	gzip    *variant // nil: not smaller, or not worth trying
}

// variant is a file in one encoding, with all headers that belong to it.
type variant struct {
	body   []byte
	etag   string
	found  headers.Prepared // status 200
	same   headers.Prepared // status 304
	absent headers.Prepared // status 404
	fresh  headers.Prepared // status 200, while developing
}

func newEntry(address string, data []byte) *entry { return &entry{address: address, data: data} }

// prepare makes the variants.
func (e *entry) prepare() {
	sum := sha256.Sum256(e.data)
	hash := hex.EncodeToString(sum[:12])
	contentType := headers.ContentType(e.address)
	shrinks := headers.Compressible(contentType)
	if shrinks {
		if small := compress(e.data); len(small) < len(e.data) {
			v := e.variant(small, `"`+hash+`-gzip"`, contentType, true, "gzip")
			e.gzip = &v
		}
	}
	e.plain = e.variant(e.data, `"`+hash+`"`, contentType, shrinks, "")
}

func (e *entry) variant(body []byte, etag, contentType string, vary bool, encoding string) variant {
	always := headers.All()
	if vary {
		always = append(always, headers.Header{Name: "Vary", Value: "Accept-Encoding"})
	}
	content := []headers.Header{{Name: "Content-Type", Value: contentType}, {Name: "Content-Length", Value: strconv.Itoa(len(body))}}
	if encoding != "" {
		content = append(content, headers.Header{Name: "Content-Encoding", Value: encoding})
	}
	kind := headers.Header{Name: "Cache-Control", Value: headers.KindOf(e.address).CacheControl()}
	never := headers.Header{Name: "Cache-Control", Value: headers.Dynamic.CacheControl()}
	tag := headers.Header{Name: "Etag", Value: etag}
	prepare := func(own ...headers.Header) headers.Prepared {
		return headers.Prepare(append(append([]headers.Header{}, always...), own...))
	}
	return variant{
		body:   body,
		etag:   etag,
		found:  prepare(append(content, kind, tag)...),
		same:   prepare(kind, tag),
		absent: prepare(append(content, never)...),
		fresh:  prepare(append(content, never, tag)...),
	}
}

func compress(data []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression) // once per file
	if err != nil {
		return data // not a level: cannot be
	}
	_, _ = z.Write(data) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// serve writes the file: with status 200 or, when the client has it, 304; or as
// the page that goes with another status.
func (e *entry) serve(w http.ResponseWriter, r *http.Request, status int, fresh bool) {
	e.once.Do(e.prepare)
	v := &e.plain
	if e.gzip != nil && acceptsGzip(r.Header["Accept-Encoding"]) {
		v = e.gzip
	}
	switch {
	case status != http.StatusOK:
		v.absent.Apply(w.Header())
	case holds(r.Header["If-None-Match"], v.etag):
		v.same.Apply(w.Header())
		w.WriteHeader(http.StatusNotModified)
		return
	case fresh:
		v.fresh.Apply(w.Header())
	default:
		v.found.Apply(w.Header())
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(v.body) // the visitor has gone: nothing to do
	}
}

// acceptsGzip reads Accept-Encoding (RFC 9110, section 12.5.3).
func acceptsGzip(values []string) bool {
	any := false
	for _, value := range values {
		for coding := range strings.SplitSeq(value, ",") {
			name, parameters, _ := strings.Cut(strings.TrimSpace(coding), ";")
			switch name = strings.ToLower(strings.TrimSpace(name)); name {
			case "gzip", "x-gzip":
				return !refused(parameters)
			case "*":
				any = !refused(parameters)
			}
		}
	}
	return any
}

// refused reports whether the parameters of a coding give it weight zero.
func refused(parameters string) bool {
	name, q, ok := strings.Cut(strings.TrimSpace(parameters), "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(name), "q") {
		return false
	}
	weight, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
	return err != nil || weight <= 0
}

// holds reports whether one of the tags of If-None-Match is etag, compared
// weakly (RFC 9110, section 13.1.2).
func holds(values []string, etag string) bool {
	for _, value := range values {
		for tag := range strings.SplitSeq(value, ",") {
			tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
			if tag == etag || tag == "*" {
				return true
			}
		}
	}
	return false
}
