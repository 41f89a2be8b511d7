package syncerror

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// facts returns all facts of the text, in order. The depth is the number of JSON
// strings around the text.
func (p *page) facts(depth int) []fact {
	all := p.jsonFacts(nil, depth)
	all = p.nameFacts(all)
	all = p.labelFacts(all)
	all = p.sentenceFacts(all)
	all = p.anchorFacts(all)
	slices.SortStableFunc(all, func(a, b fact) int { return cmp.Compare(a.at, b.at) })
	return p.complete(all)
}

// each calls f for every place of the needle that is not part of a longer word.
func (p *page) each(needle string, f func(at, end int)) {
	for at := 0; ; {
		next := bytes.Index(p.lower[at:], []byte(needle))
		if next < 0 {
			return
		}
		at += next
		end := at + len(needle)
		if !p.joins(at-1) && (!p.joins(end) || !isWordByte(needle[len(needle)-1])) {
			f(at, end)
		}
		at = end
	}
}

// joins reports whether the character continues a word, or is the # of a web address.
func (p *page) joins(at int) bool {
	return 0 <= at && at < len(p.lower) && (isWordByte(p.lower[at]) || p.lower[at] == '-' || p.lower[at] == '#')
}

// maxDetail is how many octets of a sentence are kept.
const maxDetail = 1000

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "..."
}

// complete adds the text of every sentence, which ends before the next fact, and drops
// facts that are part of others.
func (p *page) complete(all []fact) []fact {
	out := all[:0:0]
	covered := 0 // the end of the last labelled value
	for i, f := range all {
		if f.what == factName && !f.labelled && f.at < covered {
			continue
		}
		limit := p.limit(all[i+1:], f.end)
		switch f.what {
		case factName, factCode:
			if f.labelled {
				covered = f.end
			}
		case factSentence:
			if f.text == "" {
				p.completeSentence(&f, limit)
			}
		case factDetail:
			if f.text != "" {
				break
			}
			if j := i + 1; j < len(all) && all[j].what == factSentence && all[j].at-f.end < 300 {
				continue
			}
			if f.text = p.words(f.end, limit); f.text == "" || f.text == "N/A" {
				continue
			}
		}
		out = append(out, f)
	}
	return out
}

// limit returns where the first fact after end begins.
func (p *page) limit(rest []fact, end int) int {
	for _, f := range rest {
		if f.at >= end {
			return f.at
		}
	}
	return len(p.text)
}

// words returns the text from at to the end of the paragraph, to the next JSON or to
// the limit.
func (p *page) words(at, limit int) string {
	if n := bytes.IndexByte(p.lower[at:limit], 0); n >= 0 {
		limit = at + n
	}
	limit = p.paragraphEnd(at, min(limit, at+2*maxDetail))
	return clip(strings.Trim(p.text[at:limit], " ;,\"'(`|"), maxDetail)
}

func (p *page) completeSentence(f *fact, limit int) {
	f.text = p.words(f.at, limit)
	s := sentenceOf(p.lower[:f.end])
	if s == nil {
		return
	}
	text := p.text[f.at:limit]
	switch s.values {
	case inBrackets:
		f.pairs = append(f.pairs, bracketed(text)...)
		if s.kind == "AttributeUpdateNotAllowed" {
			f.unique = slices.ContainsFunc(f.pairs, func(c Conflict) bool { return c.Attribute == "onPremisesObjectIdentifier" })
		}
	case propertyAfter:
		if name := p.word(f.end + 1); name != "" {
			f.pairs = append(f.pairs, conflict(name, ""))
		}
	case accountAfter:
		f.pairs = append(f.pairs, account(text)...)
	}
}

// bracketed reads the brackets of a sentence. A value can contain a bracket, so it
// first searches for a bracket after a separator.
func bracketed(text string) []Conflict {
	_, inside, ok := strings.Cut(text, "[")
	if !ok {
		return nil
	}
	if list, _, found := strings.Cut(inside, ";]"); found {
		return bracketConflicts(list)
	}
	list, _, ok := strings.Cut(inside, "]")
	if !ok {
		list, _, _ = strings.Cut(strings.Replace(inside, " Correct or remove", ". ", 1), ". ")
	}
	return bracketConflicts(list)
}

// account reads the user of a refused sign-in: "The user account X does not exist
// in". X is the anchor from the token, a name, or {EmailHidden} if a log hides the
// name.
func account(text string) []Conflict {
	_, rest, _ := strings.Cut(text, "user account ")
	name, _, ok := strings.Cut(rest, " does not exist")
	hidden := strings.EqualFold(strings.Trim(name, "'\""), "{EmailHidden}")
	if name = strings.Trim(name, "'\"{}"); !ok || hidden || name == "" || len(name) > maxValue || strings.Contains(name, " ") {
		return nil
	}
	if strings.Contains(name, "@") {
		return []Conflict{{"userPrincipalName", name}}
	}
	return []Conflict{{"onPremisesImmutableId", name}}
}

// word returns the word that begins at the place, of letters, digits and dots.
func (p *page) word(at int) string {
	end := at
	for end < len(p.text) && (isWordByte(p.text[end]) || p.text[end] == '.' && end+1 < len(p.text) && isWordByte(p.text[end+1])) {
		end++
	}
	if at >= len(p.text) {
		return ""
	}
	return p.text[at:end]
}
