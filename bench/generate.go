package main

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
)

// generate writes an export like those of ldifde: with CRLF, changetype: add, and lines
// folded at 80 columns, where a long value begins on the next line. A user has about 60
// lines and 2.2 KB. The same seed gives the same bytes.
func generate(w io.Writer, users int, seed uint64) error {
	g := &generator{Writer: bufio.NewWriterSize(w, 1<<20), rand: rand.New(rand.NewPCG(seed, seed))}
	for i := range users {
		g.user(i)
	}
	return g.Flush()
}

type generator struct {
	*bufio.Writer
	rand *rand.Rand
}

var (
	given   = []string{"Anna", "Ben", "Carla", "Dmitri", "Élodie", "Farid", "Gülay", "Hans-Jürgen", "Inês", "José", "Kateřina", "Liam"}
	surname = []string{"Novak", "Okafor", "Petrov", "Quist", "Rossi", "Sato", "Müller", "Núñez", "Ødegård", "Žižka", "Smith", "Jones"}
	units   = []string{"Sales", "Engineering", "Human Resources", "Finance", "Legal and Compliance", "Research"}
)

func (g *generator) user(i int) {
	first, last := given[g.rand.IntN(len(given))], surname[g.rand.IntN(len(surname))]
	unit := units[g.rand.IntN(len(units))]
	cn, sam := fmt.Sprintf("%s %s %d", first, last, i), fmt.Sprintf("u%07d", i)
	mail := fmt.Sprintf("%s.%s.%d@contoso.com", ascii(first), ascii(last), i)
	dn := fmt.Sprintf("CN=%s,OU=%s,OU=Staff,OU=Europe,DC=corp,DC=contoso,DC=com", cn, unit)
	g.line("dn", dn)
	g.line("changetype", "add")
	for _, class := range []string{"top", "person", "organizationalPerson", "user"} {
		g.line("objectClass", class)
	}
	g.line("cn", cn)
	g.line("sn", last)
	g.line("title", "Senior Manager of "+unit)
	g.line("physicalDeliveryOfficeName", "Building 7, Floor 3")
	g.line("telephoneNumber", fmt.Sprintf("+49 89 %07d", g.rand.IntN(1e7)))
	g.line("givenName", first)
	g.line("distinguishedName", dn)
	g.line("instanceType", "4")
	g.line("whenCreated", "20200126183918.0Z")
	g.line("whenChanged", "20261012101112.0Z")
	g.line("displayName", last+", "+first)
	g.line("uSNCreated", fmt.Sprint(100000+i))
	for range 1 + g.rand.IntN(6) {
		g.line("memberOf", fmt.Sprintf("CN=Group %03d,OU=Groups,OU=%s,DC=corp,DC=contoso,DC=com", g.rand.IntN(500), unit))
	}
	g.line("uSNChanged", fmt.Sprint(900000+i))
	g.line("department", unit)
	g.line("company", "Contoso Ltd.")
	g.proxies(mail, sam)
	g.line("mailNickname", sam)
	g.line("name", cn)
	g.octets("objectGUID", g.guid())
	g.line("userAccountControl", "512")
	for _, zero := range []string{"badPwdCount", "codePage", "countryCode", "badPasswordTime", "lastLogoff", "lastLogon"} {
		g.line(zero, "0")
	}
	g.line("pwdLastSet", "132245678901234567")
	g.line("primaryGroupID", "513")
	g.octets("objectSid", g.sid(i))
	g.line("accountExpires", "9223372036854775807")
	g.line("logonCount", "0")
	g.line("sAMAccountName", sam)
	g.line("sAMAccountType", "805306368")
	g.line("userPrincipalName", mail)
	g.line("objectCategory", "CN=Person,CN=Schema,CN=Configuration,DC=corp,DC=contoso,DC=com")
	g.line("dSCorePropagationData", "20200126183918.0Z")
	g.line("dSCorePropagationData", "16010101000000.0Z")
	g.line("mail", mail)
	g.octets("msExchMailboxGuid", g.guid())
	g.line("msExchRecipientTypeDetails", "1")
	g.WriteString("\r\n")
}

func (g *generator) proxies(mail, sam string) {
	g.line("proxyAddresses", "SMTP:"+mail)
	for j := range 1 + g.rand.IntN(5) {
		g.line("proxyAddresses", fmt.Sprintf("smtp:%s.%d@contoso.com", sam, j))
	}
	g.line("proxyAddresses", "X500:/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn="+sam)
}

// guid returns the octets of a version 4 GUID, as AD stores them.
func (g *generator) guid() []byte {
	b := binary.LittleEndian.AppendUint64(nil, g.rand.Uint64())
	b = binary.LittleEndian.AppendUint64(b, g.rand.Uint64())
	b[7], b[8] = b[7]&0x0f|0x40, b[8]&0x3f|0x80
	return b
}

func (g *generator) sid(i int) []byte {
	b := []byte{1, 5, 0, 0, 0, 0, 0, 5}
	for _, sub := range []uint32{21, 837128093, 679945181, 2272307941, uint32(1000 + i)} {
		b = binary.LittleEndian.AppendUint32(b, sub)
	}
	return b
}

func (g *generator) octets(name string, value []byte) {
	g.fold(name+":: ", base64.StdEncoding.EncodeToString(value))
}

func (g *generator) line(name, value string) {
	if ascii(value) != value {
		g.octets(name, []byte(value))
		return
	}
	g.fold(name+": ", value)
}

// fold writes a value, folded as by ldifde.
func (g *generator) fold(start, value string) {
	const width = 80
	g.WriteString(start)
	if len(start)+len(value) <= width {
		g.WriteString(value)
		g.WriteString("\r\n")
		return
	}
	for g.WriteString("\r\n"); value != ""; g.WriteString("\r\n") {
		n := min(len(value), width-2)
		g.WriteString(" ")
		g.WriteString(value[:n])
		value = value[n:]
	}
}

// ascii removes characters that are not ASCII.
func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x80 {
			return -1
		}
		return r
	}, s)
}
