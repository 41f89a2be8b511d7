package convert

// What is said about a value that has one reading.

// odd reports whether a GUID deserves a warning.
func (g GUID) odd() bool {
	return g == GUID{} || g == maxGUID || g.looksSwapped()
}

var maxGUID = GUID{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}

// looksSwapped reports whether the octets make a version 4 GUID, as AD makes
// them, in the other order only. Octets are random, so this is a hint and no proof.
func (g GUID) looksSwapped() bool {
	return g[6]>>4 == 4 && g[7]>>4 != 4 && g[8]>>6 == 2
}

// result adds the warnings that the reading deserves.
func (p *pasted) result(r Reading) Result {
	if isBase64(r.Notation) || r.Notation == NotationSIDBase64 {
		p.judgeBase64(&r)
	}
	switch r.Kind {
	case KindGUID:
		p.judgeGUID(&r)
	case KindObjectID:
		if r.Notation == NotationGUID {
			p.warn("this is a CloudAnchor: its GUID is the object id in Entra ID, not that of an AD object",
				"it has no immutableid; look for the sourceAnchor of the same object")
		}
	case KindAnchor:
		p.judgeAnchor(&r)
	}
	return Result{Reading: r, Warnings: p.warnings}
}

func (p *pasted) judgeGUID(r *Reading) {
	switch {
	case r.GUID == GUID{}:
		p.warn("this is the nil GUID, all zeros, which no object has", "the value was empty where it comes from")
	case r.GUID == maxGUID:
		p.warn("this is the GUID of all ones, which no object has", "")
	case r.GUID.looksSwapped():
		p.judgeOrder(r)
	case objectIDProperty(p.label):
		p.warn("a property called "+p.label+" holds the object id in Entra ID, not the GUID of an AD object",
			"the anchor is in onPremisesImmutableId")
	}
	if p.colons == 2 && !isBase64(r.Notation) {
		p.warn("two colons announce Base64 in LDIF, and here follows "+r.Notation.String(), "")
	}
	if r.Notation == NotationGUIDBind {
		if _, rest, _ := cutGUIDBind(p.text); rest != "" {
			p.warn("what follows <GUID=...> was left out", "")
		}
	}
}

// judgeOrder tells octets that were written, or read, in the other order.
func (p *pasted) judgeOrder(r *Reading) {
	other := r.GUID.Swapped()
	meant := "if so it means " + other.String() + ", in Entra ID " + other.ImmutableID()
	switch r.Notation {
	case NotationBase64TextOrder:
		p.warn("read in text order, the octets look as if they were in stored order (version nibble 4 in the wrong place)",
			meant+"; say --from immutableid")
		return
	case NotationGUID, NotationGUIDB, NotationGUIDP, NotationGUIDX, NotationGUIDN, NotationURN, NotationInt:
		p.warn("the digits look like stored octets printed in their order (version nibble 4 in the wrong place)", meant)
		return
	case NotationImmutableID, NotationLDIF, NotationBase64URL:
		meant += "; say --from base64-textorder"
	case NotationHex:
		meant += "; say --from guid-n"
	}
	p.warn("the octets look like text order (version nibble 4 in the wrong place), as Java, Go and Python write them", meant)
}

// judgeBase64 tells spellings of Base64 that other programs refuse, or compare
// as different.
func (p *pasted) judgeBase64(r *Reading) {
	shape, ok := shapeOf(p.text)
	if !ok || r.Kind == KindAnchor && r.Notation == NotationImmutableID && r.Octets == "" {
		return
	}
	canonical := ""
	if r.Kind == KindGUID && r.Notation != NotationBase64TextOrder {
		canonical = "write " + r.GUID.ImmutableID()
	}
	if shape.used&inURL != 0 {
		p.warn("this is Base64 for URLs, with - and _ for + and /, which Entra ID does not accept in an immutableid", canonical)
	} else if shape.pads < (4-shape.data%4)%4 && r.Notation != NotationBase64URL {
		p.warn("the padding of the Base64 is missing, and Entra ID compares character by character", canonical)
	}
	if looksLowered(p.text) {
		p.warn("the Base64 has no capital letter: something has probably changed it to lower case, which makes another GUID",
			"case counts in an immutableid; copy it from where it was made")
	}
	if paddingBits(p.text[:shape.data]) != 0 {
		p.warn("the padding bits of the Base64 are not zero, so its text differs from what a sync writes", canonical)
	}
}
