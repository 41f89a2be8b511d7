package convert

import (
	"strconv"
	"strings"

	"hardmatch/hint"
)

// This file explains damaged GUIDs by their shape. It repairs none of them, because
// more than one repair is possible.

// nearMiss explains a text that was once a GUID, and a list of octets of another
// length. It returns nil for a text that can be an anchor.
func nearMiss(s string, octets []byte) *Error {
	missedOctets := func(string) *Error {
		if octets == nil {
			return nil
		}
		return lengthError(len(octets), octets)
	}
	for _, look := range [...]func(string) *Error{
		missedSID, missedDN, missedBind, moreThanGUID, moreThanImmutableID, missedGroups, missedOctets, missedToken, missedDigits, missedBase64, tooLong,
	} {
		if err := look(s); err != nil {
			return err
		}
	}
	return nil
}

func missedSID(s string) *Error {
	if hasPrefixFold(s, "s-1-") {
		return errSIDText
	}
	return nil
}

func missedDN(s string) *Error {
	switch {
	case hasPrefixFold(s, "cn={"):
		return &Error{
			Err:  errConnectorDN.Err,
			Text: errConnectorDN.Text,
			Hint: hint.New(hint.CopyDN),
		}
	case hasPrefixFold(s, "cn="), hasPrefixFold(s, "ou="), hasPrefixFold(s, "dc="), hasPrefixFold(s, "uid="):
		return &Error{
			Err:  ErrSyntax,
			Text: "a distinguished name, expected a GUID, an anchor or a SID",
			Hint: hint.New(hint.ObjectGUIDOfDN),
		}
	}
	return nil
}

func missedBind(s string) *Error {
	switch {
	case hasPrefixFold(s, "<guid="):
		return &Error{Err: ErrSyntax, Text: "no GUID in <GUID=>, expected dashed text or 32 hex digits, and >"}
	case hasPrefixFold(s, "<sid="):
		return &Error{Err: ErrSyntax, Text: "no SID in <SID=>, expected S-1-... and >"}
	case hasPrefixFold(s, "(") && strings.Contains(s, `=\`):
		return &Error{
			Err:  ErrSyntax,
			Text: "a filter, expected one value in it written as \\xx for each octet",
			Hint: hint.New(hint.OneFilterALine),
		}
	}
	return nil
}

// moreThanGUID finds one or more dashed GUIDs in other text.
func moreThanGUID(s string) *Error {
	count, first := 0, ""
	for i := 0; i+dashedLen <= len(s); i++ {
		if s[i+8] != '-' || s[i+13] != '-' || partOfGUID(s, i-1) || partOfGUID(s, i+dashedLen) {
			continue
		}
		if g, ok := parseDashed(s[i : i+dashedLen]); ok {
			if count++; count == 1 {
				first = g.String()
			}
			i += dashedLen - 1
		}
	}
	switch count {
	case 0:
		return nil
	case 1:
		return &Error{Err: ErrSyntax, Text: "a GUID among other text, expected one value", Hint: hint.New(hint.GiveOnly, first)}
	}
	return &Error{Err: ErrSyntax, Text: strconv.Itoa(count) + " GUIDs, expected one value", Hint: hint.New(hint.OneValueALine)}
}

// moreThanImmutableID finds the ImmutableId of a GUID in other text.
func moreThanImmutableID(s string) *Error {
	for end := immutableIDLen; end <= len(s); end++ {
		start := end - immutableIDLen
		if s[end-1] != '=' || end < len(s) && s[end] == '=' || start > 0 && base64Class[s[start-1]]&(inBoth|inStd) != 0 {
			continue
		}
		if _, err := ParseImmutableID(s[start:end]); err == nil {
			return &Error{Err: ErrSyntax, Text: "an immutableid among other text, expected one value", Hint: hint.New(hint.GiveOnly, s[start:end])}
		}
	}
	return nil
}

// partOfGUID reports whether s has a dash or a hex digit at i.
func partOfGUID(s string, i int) bool {
	return 0 <= i && i < len(s) && (s[i] == '-' || hexValue[s[i]] < 16)
}

var groupLengths = [5]int{8, 4, 4, 4, 12}

// missedGroups explains five groups with dashes that consist mostly of hex digits.
func missedGroups(s string) *Error {
	if hasPrefixFold(s, urnPrefix) {
		s = s[len(urnPrefix):]
	}
	s = strings.Trim(s, "{}()")
	if g, err := ParseGUID(strings.ReplaceAll(s, "_", "-")); err == nil && strings.Contains(s, "_") {
		return &Error{Err: ErrSyntax, Text: "_ where a GUID has -", Hint: hint.New(hint.GiveIfMeant, g.String())}
	}
	groups := strings.Split(s, "-")
	if len(groups) != 5 || len(s) < 30 || len(s) > 42 || !mostlyHex(s) {
		return missedDashes(s, len(groups))
	}
	for i, group := range groups {
		if len(group) != groupLengths[i] {
			return wrongGroup(i, group)
		}
	}
	for i := range len(s) {
		if s[i] != '-' && hexValue[s[i]] > 15 {
			return &Error{
				Err:  ErrSyntax,
				Text: "character " + strconv.Itoa(i+1) + " is " + quote(s, i) + ", expected a hex digit",
				Hint: lookAlike(s[i]),
			}
		}
	}
	return nil
}

func wrongGroup(i int, group string) *Error {
	err := &Error{
		Err: ErrDigits,
		Text: "group " + strconv.Itoa(i+1) + " has " + strconv.Itoa(len(group)) + " digits, expected " +
			strconv.Itoa(groupLengths[i]),
	}
	if len(group) < groupLengths[i] {
		err.Hint = hint.New(hint.LeadingZero)
	}
	return err
}

// missedDashes explains 32 hex digits with dashes in other places.
func missedDashes(s string, groups int) *Error {
	digits := strings.ReplaceAll(s, "-", "")
	if groups < 2 || groups > 8 || len(digits) != 32 || !allHex(digits) {
		return nil
	}
	return &Error{
		Err:  ErrSyntax,
		Text: "32 hex digits in " + strconv.Itoa(groups) + " groups, expected 5 of 8, 4, 4, 4 and 12",
		Hint: hint.New(hint.ChooseDigitOrder),
	}
}

// mostlyHex reports whether at most three characters are neither hex digits nor dashes.
func mostlyHex(s string) bool {
	other := 0
	for i := range len(s) {
		if s[i] != '-' && hexValue[s[i]] > 15 {
			other++
		}
	}
	return other <= 3
}

// lookAlike returns a hint with the digit that a letter resembles, if there is one.
func lookAlike(c byte) hint.Hint {
	switch c {
	case 'O', 'o', 'Q':
		return hint.New(hint.LooksLikeDigit, "0")
	case 'l', 'I', 'i':
		return hint.New(hint.LooksLikeDigit, "1")
	case 'S', 's':
		return hint.New(hint.LooksLikeDigit, "5")
	}
	return hint.Hint{}
}

// lengthError explains n octets, which may be nil, where a GUID has 16.
func lengthError(n int, octets []byte) *Error {
	err := &Error{Err: ErrLength, Text: octetCount(n) + ", a GUID has 16"}
	switch {
	case n == 15:
		err.Hint = hint.New(hint.LostOctet)
	case n == 17:
		err.Hint = hint.New(hint.ExtraOctet)
	case n == 32 && plainASCII(string(octets)), n == 36 && plainASCII(string(octets)):
		if inner, ok := findEncodedGUID(string(octets)); ok {
			err.Hint = hint.New(hint.OctetsOfText, inner.what, inner.g.String(), inner.g.ImmutableID())
		}
	case n > 0 && n <= maxOctets:
		err.Hint = hint.New(hint.OtherAnchor, encodeBase64(octets))
	}
	return err
}

// missedToken finds the wrong octet in a list of at least twelve.
func missedToken(s string) *Error {
	tokens := strings.FieldsFunc(unwrap(s), func(r rune) bool { return strings.ContainsRune(" ,;:-", r) })
	if len(tokens) < 12 || len(tokens) > 64 {
		return nil
	}
	wrong, hex := 0, false
	for i, token := range tokens {
		hex = hex || !allDigits(token)
		switch {
		case len(token) > 3 || !allHex(token):
			return nil
		case !hex && len(token) == 3 && token > "255":
			return &Error{Err: ErrSyntax, Text: "octet " + strconv.Itoa(i+1) + " is " + token + ", expected 0 to 255"}
		case len(token) == 1 && wrong == 0:
			wrong = i + 1
		}
	}
	if !hex || wrong == 0 {
		return nil
	}
	return &Error{
		Err:  ErrDigits,
		Text: "octet " + strconv.Itoa(wrong) + " has one hex digit, expected 2",
		Hint: hint.New(hint.TwoDigitsEach),
	}
}

// missedDigits explains 28 to 36 hex digits without dashes.
func missedDigits(s string) *Error {
	digits := strings.Trim(s, "{}()")
	if len(digits) < 28 || len(digits) > 36 || !allHex(digits) || allDigits(digits) {
		return nil
	}
	if len(digits)%2 == 0 {
		octets, _ := decodeHex(nil, digits)
		return lengthError(len(octets), octets)
	}
	err := &Error{Err: ErrDigits, Text: strconv.Itoa(len(digits)) + " hex digits, expected 32", Hint: hint.New(hint.CopyAgain)}
	if len(digits) < 32 {
		err.Hint = hint.New(hint.LeadingZeroAnywhere)
	}
	return err
}

// missedBase64 explains Base64 of a wrong length or with a wrong character.
func missedBase64(s string) *Error {
	shape, ok := shapeOf(s)
	switch {
	case !ok && strings.HasSuffix(s, "==") && 20 <= len(s) && len(s) <= 28:
		return spoiltBase64(s)
	case !ok || shape.pads == 0 && shape.used&inStd == 0:
		return nil
	case shape.pads > 2:
		return &Error{Err: ErrSyntax, Text: strconv.Itoa(shape.pads) + " = at the end, expected at most 2"}
	case shape.data%4 == 1 || shape.pads > (4-shape.data%4)%4:
		return &Error{
			Err:  ErrLength,
			Text: strconv.Itoa(shape.data) + " Base64 characters and " + strconv.Itoa(shape.pads) + " =, expected 22 and 2 for a GUID",
			Hint: hint.New(hint.LostCharacter),
		}
	case shape.octets() == 15 || shape.octets() == 17:
		return lengthError(shape.octets(), nil)
	}
	return nil
}

// spoiltBase64 returns an error with the first character that is not Base64.
func spoiltBase64(s string) *Error {
	for i := range len(s) {
		switch {
		case s[i] == ' ' && len(s) == immutableIDLen:
			return &Error{
				Err:  ErrSyntax,
				Text: "character " + strconv.Itoa(i+1) + " is a blank, expected Base64",
				Hint: hint.New(hint.BlankForPlus, strings.ReplaceAll(s, " ", "+")),
			}
		case base64Class[s[i]] == 0:
			return &Error{Err: ErrSyntax, Text: "character " + strconv.Itoa(i+1) + " is " + quote(s, i) + ", expected Base64"}
		}
	}
	return &Error{Err: ErrSyntax, Text: "= in the middle, expected it at the end of the Base64"}
}

func tooLong(s string) *Error {
	if len([]rune(s)) <= maxAnchor {
		return nil
	}
	return &Error{Err: ErrSyntax, Text: "more than " + strconv.Itoa(maxAnchor) + " characters, and not a notation of a GUID, an anchor or a SID"}
}
