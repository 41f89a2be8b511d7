package ldifparse

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// users returns an export of n plain users in the style of ldifde.
func users(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "dn: CN=User %d,OU=Staff,DC=contoso,DC=com\r\nchangetype: add\r\n"+
			"objectClass: top\r\nobjectClass: user\r\ncn: User %[1]d\r\n"+
			"distinguishedName: \r\n CN=User %[1]d,OU=Staff,DC=contoso,DC=com\r\n"+
			"whenCreated: 20220215121859.0Z\r\nuSNCreated: %[1]d\r\n"+
			"objectGUID:: lxypMpJlw06yGw/Q%05[1]dA==\r\nuserAccountControl: 512\r\n"+
			"userPrincipalName: user%[1]d@contoso.com\r\nmail: user%[1]d@contoso.com\r\n"+
			"proxyAddresses: SMTP:user%[1]d@contoso.com\r\nproxyAddresses: smtp:u%[1]d@contoso.com\r\n\r\n", i)
	}
	return b.Bytes()
}

var wantedNames = []string{"objectGUID", "mail", "userPrincipalName", "proxyAddresses", "objectClass"}

func TestAllocations(t *testing.T) {
	const n = 20000
	input := users(n)
	for name, o := range map[string]Options{"some": {Attributes: wantedNames}, "all": {}} {
		src := bytes.NewReader(nil)
		per := testing.AllocsPerRun(3, func() {
			src.Reset(input)
			count := 0
			for _, err := range Read(src, o) {
				if err != nil {
					t.Fatal(err)
				}
				count++
			}
			if count != n {
				t.Fatalf("%d records, want %d", count, n)
			}
		}) / n
		if per > 0.01 {
			t.Errorf("%s: %.4f allocations a record", name, per)
		}
	}
}

// foldedValue returns a reader of one folded value of about the given size.
func foldedValue(name string, size int) io.Reader {
	line := " " + strings.Repeat("/9j/4AAQ", 9) + "\n"
	lines := strings.NewReader(strings.Repeat(line, size/(len(line)-2)))
	return io.MultiReader(strings.NewReader(name+"::\n"), lines)
}

// cost reads src to the end. It returns how many octets were allocated in total,
// and the maximum in use when a record was yielded.
func cost(t *testing.T, src io.Reader, o Options) (total, live uint64) {
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for _, err := range Read(src, o) {
		if err != nil {
			t.Error(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&now)
		live = max(live, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
	}
	runtime.ReadMemStats(&now)
	return now.TotalAlloc - before.TotalAlloc, live
}

const large = 15 << 20

func TestLargeUnwanted(t *testing.T) {
	for name, value := range map[string]io.Reader{
		"folded":   foldedValue("thumbnailPhoto", large),
		"one line": strings.NewReader("thumbnailPhoto: " + strings.Repeat("x", large) + "\n"),
		"comment":  strings.NewReader("# " + strings.Repeat("x", large) + "\n"),
	} {
		src := io.MultiReader(strings.NewReader("dn: CN=a\n"), value, strings.NewReader("mail: x\n\n"))
		if total, _ := cost(t, src, Options{Attributes: wantedNames}); total > 2*bufferSize {
			t.Errorf("%s: %d octets allocated", name, total)
		}
	}
}

func TestLargeWanted(t *testing.T) {
	for name, value := range map[string]io.Reader{
		"folded":   foldedValue("thumbnailPhoto", large),
		"one line": strings.NewReader("thumbnailPhoto: " + strings.Repeat("x", large) + "\n"),
	} {
		src := io.MultiReader(strings.NewReader("dn: CN=a\n"), value, strings.NewReader("mail: x\n\n"))
		total, live := cost(t, src, Options{Attributes: []string{"thumbnailPhoto", "mail"}})
		if live > large+large/2 || total > 8*large {
			t.Errorf("%s: %d octets in use, %d allocated", name, live, total)
		}
	}
}

// The memory of large values is released, even if later records have no attribute
// in their place.
func TestLargeIsLetGo(t *testing.T) {
	var parts []io.Reader
	for i := range 5 {
		parts = append(parts, strings.NewReader("dn: CN=a\n"+strings.Repeat("mail: x\n", 10*i)),
			foldedValue("photo", 2<<20), strings.NewReader("\ndn: CN=b\nmail: x\n\n"))
	}
	last := uint64(0)
	for r := range Read(io.MultiReader(parts...), Options{}) {
		if string(r.DN) == "CN=b" {
			runtime.GC()
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			if last == 0 {
				last = now.HeapAlloc
			}
			if now.HeapAlloc > last+1<<20 {
				t.Fatalf("%d octets in use, %d after the first large value", now.HeapAlloc, last)
			}
		}
	}
}

// Appending to any yielded value must not overwrite input that is still to be read.
func TestValuesDoNotAlias(t *testing.T) {
	for _, size := range []int{16, 64, bufferSize} {
		var got strings.Builder
		newReader(strings.NewReader(everyQuirk), Options{}, size).records(func(r *Record, err error) bool {
			if err != nil {
				dumpError(&got, err)
				return true
			}
			dumpRecord(&got, r)
			appendToValues(r)
			return true
		})
		if d := differ(got.String(), dump(strings.NewReader(everyQuirk), Options{})); d != "" {
			t.Errorf("buffer of %d octets: %s", size, d)
		}
	}
}

func appendToValues(r *Record) {
	values := [][]byte{r.DN, r.NewRDN, r.NewSuperior}
	for _, a := range r.Attributes {
		values = append(values, a.Value)
	}
	for _, m := range r.Mods {
		values = append(values, m.Values...)
	}
	for _, v := range values {
		_ = append(v, strings.Repeat("!", 300)...)
	}
}

// TestNames reads more names than the table holds, twice, and names with the same
// first and last octets.
func TestNames(t *testing.T) {
	var input, want strings.Builder
	input.WriteString("dn: CN=a\n")
	line := 1
	for range 2 {
		for i := range 3000 {
			for _, name := range []string{fmt.Sprintf("a%d", i), fmt.Sprintf("attribute-%d-attribute", i), fmt.Sprintf("x%07d-12345678", i)} {
				line++
				fmt.Fprintf(&input, "%s: %d\n", name, i)
				fmt.Fprintf(&want, "%5d %s = \"%d\"\n", line, name, i)
			}
		}
	}
	got := dump(strings.NewReader(input.String()), Options{})
	if d := differ(got, "entry 1@0 \"CN=a\"\n"+want.String()); d != "" {
		t.Error(d)
	}
}
