package directory

import "bytes"

// An affix is a prefix and a suffix that many values share: SMTP: and @contoso.com, or CN=
// and ,OU=Staff,DC=contoso,DC=com.
type affix struct{ prefix, suffix []byte }

// affixes numbers the affixes of values.
type affixes struct {
	all    []affix
	number map[string]int
	last   [textCount + 3]int // by column: the affix of the previous value
	key    []byte
}

const (
	noAffix    = 0 // neither prefix nor suffix
	guidAffix  = 1 // the value is the text of a GUID, whose octets follow
	maxAffixes = 1 << 16
)

func newAffixes() affixes {
	return affixes{all: make([]affix, guidAffix+1), number: make(map[string]int)}
}

// cut returns the affix of a value of a column, and the part between its prefix and suffix.
func (a *affixes) cut(column int, v []byte) (int, []byte) {
	from, to := ends(v)
	if from == 0 && to == len(v) {
		return noAffix, v
	}
	n := a.last[column]
	if known := a.all[n]; n <= guidAffix || !bytes.Equal(known.prefix, v[:from]) || !bytes.Equal(known.suffix, v[to:]) {
		if n = a.find(v[:from], v[to:]); n == noAffix {
			return noAffix, v
		}
		a.last[column] = n
	}
	return n, v[from:to]
}

// find returns the number of an affix, or noAffix if there are too many already. If all
// prefixes and suffixes differ, numbering them saves nothing.
func (a *affixes) find(prefix, suffix []byte) int {
	a.key = append(append(append(a.key[:0], prefix...), 0), suffix...)
	if n, known := a.number[string(a.key)]; known {
		return n
	}
	if len(a.all) == maxAffixes {
		return noAffix
	}
	key := bytes.Clone(a.key)
	a.all = append(a.all, affix{prefix: key[:len(prefix)], suffix: key[len(prefix)+1:]})
	a.number[string(key)] = len(a.all) - 1
	return len(a.all) - 1
}

// ends returns the start and end of the part that distinguishes a value from others: the
// local part of an address, the first component of a DN, the last component of an X.500
// address, the last number of a SID.
func ends(v []byte) (from, to int) {
	if isOctetsOfSID(v) {
		return len(v) - 4, len(v)
	}
	if at := bytes.LastIndexByte(v, '@'); at >= 0 {
		return schemeEnd(v[:at]), at
	}
	if comma := firstComma(v); comma > 0 {
		return bytes.IndexByte(v[:comma], '=') + 1, comma
	}
	return bytes.LastIndexByte(v, '=') + 1, len(v)
}

func isOctetsOfSID(v []byte) bool {
	return len(v) >= 12 && v[0] == 1 && len(v) == 8+4*int(v[1])
}

// schemeEnd returns where an address begins after its scheme.
func schemeEnd(v []byte) int {
	const longest = 8
	return bytes.IndexByte(v[:min(len(v), longest)], ':') + 1
}
