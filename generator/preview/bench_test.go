package preview

import (
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const connections = 64

// BenchmarkServing compares Files, with compression, tags and security headers,
// with http.FileServer, which has none of these, on loopback with 64
// connections and a page of 12 kB. "get" is what a browser sends; "plain"
// asks for no compression, so that both send the same bytes.
func BenchmarkServing(b *testing.B) {
	page := article(12_000)
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.html"), page, 0o644); err != nil {
		b.Fatal(err)
	}
	files, err := NewFiles(Site{Files: map[string][]byte{"/index.html": page}})
	if err != nil {
		b.Fatal(err)
	}
	etag := get(b, files, "GET", "/", "Accept-Encoding", "gzip").Header.Get("Etag")
	const browser = "Accept-Encoding: gzip, deflate, br, zstd\r\n"
	cases := []struct {
		name    string
		handler http.Handler
		lines   string
	}{
		{"FileServer/get", http.FileServer(http.Dir(dir)), browser},
		{"Files/get", files, browser},
		{"FileServer/plain", http.FileServer(http.Dir(dir)), ""},
		{"Files/plain", files, ""},
		{"Files/unchanged", files, browser + "If-None-Match: " + etag + "\r\n"},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) { load(b, c.handler, c.lines) })
	}
}

// article is text that compresses about as well as a page does.
func article(size int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	words := make([]string, 400)
	for i := range words {
		words[i] = strconv.FormatInt(random.Int64N(1<<40), 36)
	}
	var b strings.Builder
	for b.Len() < size {
		b.WriteString("<p>" + words[random.IntN(len(words))] + " " + words[random.IntN(len(words))] + "</p>")
	}
	return []byte(b.String()[:size])
}

// load asks for / on all connections at once, and reports requests per second.
// The client reads the answers raw, to cost little beside the server.
func load(b *testing.B, handler http.Handler, lines string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: handler}
	go func() { _ = server.Serve(l) }()
	defer server.Close()
	request := []byte("GET / HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n")
	b.SetParallelism(connections / 2) // times GOMAXPROCS, 2 where this was measured
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			b.Error(err)
			return
		}
		defer c.Close()
		buffer := make([]byte, 64<<10)
		for pb.Next() {
			if _, err := c.Write(request); err != nil {
				b.Error(err)
				return
			}
			if err := readAnswer(c, buffer); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

// readAnswer reads one answer that has a Content-Length, or status 304.
func readAnswer(c net.Conn, buffer []byte) error {
	have, want := 0, -1
	for have < want || want < 0 {
		n, err := c.Read(buffer[have:])
		if err != nil {
			return err
		}
		have += n
		if want >= 0 {
			continue
		}
		head, _, whole := strings.Cut(string(buffer[:min(have, 4096)]), "\r\n\r\n")
		if !whole {
			continue
		}
		want = len(head) + 4
		if _, rest, ok := strings.Cut(head, "\r\nContent-Length: "); ok {
			line, _, _ := strings.Cut(rest, "\r\n")
			length, err := strconv.Atoi(line)
			if err != nil {
				return err
			}
			want += length
		} else if !strings.Contains(head, " 304 ") {
			return io.ErrUnexpectedEOF
		}
	}
	return nil
}
