package exporttest

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// LDIFDE returns an export of users with these names, as ldifde writes it.
func LDIFDE(names ...string) string {
	var b strings.Builder
	for i, name := range names {
		fmt.Fprintf(&b, "dn: CN=%s,OU=Personal,DC=contoso,DC=com\r\nchangetype: add\r\nobjectClass: user\r\n", name)
		fmt.Fprintf(&b, "description: a value that is not wanted\r\nobjectGUID:: %s\r\n", "C4GP0FyjqEmkzcaSPfwDHg==")
		fmt.Fprintf(&b, "displayName: %s\r\nsAMAccountName: user%d\r\n\r\n", name, i)
	}
	return b.String()
}

// Encode returns text in an encoding.
func Encode(t testing.TB, e encoding.Encoding, text string) []byte {
	t.Helper()
	out, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// UTF-16 in each byte order, without and with a byte order mark; and exports as
// [LDIFDE] writes them, in the languages of some code pages.
var (
	UTF16LE    = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	UTF16BE    = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	UTF16LEBOM = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	UTF16BEBOM = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	German     = LDIFDE("Anna Schmidt", "Jörg Müller", "Änne Groß", "Zoë Løvås", "Łukasz", "Ünal Öztürk")
	Western    = LDIFDE("Anna Schmidt", "Jörg Müller", "Änne Groß", "Zoë Lacroix", "André Garçon", "Ünal Öztürk")
	Russian    = LDIFDE("Anna Schmidt", "Иван Петров", "Наталья Щёголева", "Юрий Цой")
)

// CLIXML returns a document of these objects.
func CLIXML(objects ...string) string {
	return `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">` + "\n" + strings.Join(objects, "\n") + "\n</Objs>\n"
}
