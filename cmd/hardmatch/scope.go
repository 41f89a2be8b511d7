package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"hardmatch/directory"
	"hardmatch/plan"

	"github.com/spf13/cobra"
)

// scopeFlags holds the flags that say for whom a plan is made.
type scopeFlags struct {
	*env
	*plan.Scope
	prefer string
	pairs  string
}

func (e *env) scopeFlags(cmd *cobra.Command, w *world) *scopeFlags {
	s := &scopeFlags{env: e, Scope: &w.Scope}
	cmd.Flags().StringArrayVar(&s.Users, "user", nil, "only this user, by `UPN|sAM|GUID` (repeatable)")
	cmd.Flags().StringVar(&s.pairs, "map", "", "join the pairs of this CSV `FILE`, with the columns onPremises and cloud")
	cmd.Flags().StringVar(&s.prefer, "prefer", "", "the `SIDE` that gets the other's anchor where both would do: cloud or onpremises\n(default: as documented for the case)")
	cmd.Flags().StringVar(&s.OutOfScope, "out-of-scope", "", "`DN` of an organisational unit that does not sync; without it moves are by hand")
	complete(cmd, "prefer", "cloud", "onpremises")
	complete(cmd, "out-of-scope")
	return s
}

// check judges the flags, and reads the pairs.
func (s *scopeFlags) check() error {
	switch s.prefer {
	case "":
	case "cloud":
		s.Prefer = directory.Cloud
	case "onpremises":
		s.Prefer = directory.OnPremises
	default:
		return usagef("--prefer: unknown side %q; known are cloud, onpremises", s.prefer)
	}
	if _, _, ok := directory.CutDN(s.OutOfScope); s.OutOfScope != "" && !ok {
		return usagef("--out-of-scope: %q is not a DN such as OU=Unsynced,DC=contoso,DC=com", s.OutOfScope)
	}
	if s.pairs == "" {
		return nil
	}
	doc, err := s.readFile(s.pairs)
	if err != nil {
		return &statusError{status: statusIncomplete, err: err}
	}
	if s.Pairs, err = readPairs(doc); err != nil {
		return &statusError{status: statusIncomplete, err: fmt.Errorf("%s: %w", s.pairs, err), hint: "its first line is onPremises,cloud; each other one names an on-premises user and its cloud user"}
	}
	return nil
}

// readPairs reads CSV with the columns onPremises and cloud, and whatever others.
func readPairs(doc []byte) ([]plan.Pair, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(doc, []byte("\xef\xbb\xbf"))))
	r.Comma = delimiter(doc)
	head, err := r.Read()
	if err == io.EOF {
		return nil, errors.New("it is empty")
	}
	if err != nil {
		return nil, err
	}
	user, cloud := column(head, "onPremises"), column(head, "cloud")
	if user < 0 || cloud < 0 {
		return nil, fmt.Errorf("line 1: the columns are %s", strings.Join(head, ", "))
	}
	var pairs []plan.Pair
	for {
		row, err := r.Read()
		if err == io.EOF {
			return pairs, nil
		}
		if err != nil {
			return nil, err
		}
		pair := plan.Pair{OnPremises: strings.TrimSpace(row[user]), Cloud: strings.TrimSpace(row[cloud])}
		if pair.OnPremises == "" || pair.Cloud == "" {
			line, _ := r.FieldPos(0)
			return nil, fmt.Errorf("line %d: one side of the pair is empty", line)
		}
		pairs = append(pairs, pair)
	}
}

// delimiter is what parts the columns of the first line: spreadsheets of some
// languages write semicolons.
func delimiter(doc []byte) rune {
	head, _, _ := bytes.Cut(doc, []byte("\n"))
	for _, c := range ";\t" {
		if bytes.ContainsRune(head, c) {
			return c
		}
	}
	return ','
}

func column(head []string, name string) int {
	for i, h := range head {
		if strings.EqualFold(strings.TrimSpace(h), name) {
			return i
		}
	}
	return -1
}
