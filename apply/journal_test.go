package apply

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"hardmatch/plan"
)

// journalled returns the journal of a run of every operation.
func journalled(t *testing.T) (*fakeDirectory, *trial, *plan.Plan) {
	p, d := everyOperation()
	tr := &trial{dir: d}
	if r, err := tr.run(p, options()); err != nil {
		t.Fatal(err, states(r))
	}
	return d, tr, p
}

// Any change of a journal is detected, except after its last line.
func TestEditedJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, tr, _ := journalled(t)
		doc := tr.synced
		lines := bytes.SplitAfter(doc, []byte("\n"))
		for i := range lines[:len(lines)-2] {
			left := bytes.Join(append(append([][]byte{}, lines[:i]...), lines[i+1:]...), nil)
			if _, err := ReadJournal(left); !errors.Is(err, ErrJournal) {
				t.Errorf("without line %d: %v", i+1, err)
			}
			edited := bytes.Replace(doc, lines[i], bytes.Replace(lines[i], []byte(`"seq"`), []byte(` "seq"`), 1), 1)
			if _, err := ReadJournal(edited); !errors.Is(err, ErrJournal) {
				t.Errorf("line %d edited: %v", i+1, err)
			}
		}
		for cut := 0; cut < len(doc); cut += 31 { // an incomplete line is left out
			rec, err := ReadJournal(doc[:cut])
			if err != nil {
				t.Fatalf("cut after %d: %v", cut, err)
			}
			if whole := bytes.LastIndexByte(doc[:cut], '\n') + 1; rec.Size != int64(whole) {
				t.Fatalf("cut after %d: %d octets are complete, expected %d", cut, rec.Size, whole)
			}
		}
	})
}

func TestJournalFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plan.journal.jsonl")
	j, err := OpenJournalFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenJournalFile(path); !errors.Is(err, ErrBusy) {
		t.Errorf("a second run: %v", err)
	}
	for range 2 {
		if _, err := j.append(Record{Plan: "p"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(doc, `{"seq":3,"ti`...), 0o600); err != nil {
		t.Fatal(err)
	}
	if j, err = OpenJournalFile(path); err != nil {
		t.Fatal(err)
	}
	if _, err := j.append(Record{End: "all"}); err != nil {
		t.Fatal(err)
	}
	doc, _ = os.ReadFile(path)
	if rec, err := ReadJournal(doc); err != nil || len(rec.Records) != 3 {
		t.Errorf("after an incomplete line: %v\n%s", err, doc)
	}
	j.Close()
}

// Undo restores everything that can be undone. The rollback plan from before the first write
// has the same steps.
func TestUndo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, tr, _ := journalled(t)
		rec, err := ReadJournal(tr.synced)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Undo(rec)
		if err != nil {
			t.Fatal(err)
		}
		if len(back.Steps) != 11 || len(back.Unplanned) != 1 {
			t.Errorf("%d steps and %d without an undo, expected 11 and 1", len(back.Steps), len(back.Unplanned))
		}
		doc, err := back.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := plan.Parse(doc); err != nil {
			t.Errorf("the undo is not a valid plan: %v", err)
		}
		if kept, err := plan.Parse(tr.rollback); err != nil || len(kept.Steps) != 11 {
			t.Errorf("the rollback plan: %v", err)
		}
		undo := &trial{dir: d}
		if r, err := undo.run(back, options()); err != nil {
			t.Fatal(err, states(r))
		}
		// The journal records the undo, so the plan can be carried out again.
		r, err := undo.run(back, options())
		if err != nil {
			t.Fatal(err)
		}
		file := &fakeFile{power: d.power, synced: tr.synced}
		if err := r.MarkUndone(NewJournal(file, rec)); err != nil {
			t.Fatal(err)
		}
		if rec, err = ReadJournal(file.synced); err != nil {
			t.Fatal(err)
		}
		if again, err := Undo(rec); err != nil || len(again.Steps) != 0 {
			t.Errorf("%d steps to undo, expected none; %v", len(again.Steps), err)
		}
		for id, h := range rec.Histories() {
			if h.State != Undone && id != "p20" {
				t.Errorf("step %s is %s", id, h.State)
			}
		}
		_, before := everyOperation()
		for id := range before.users {
			was, is := before.now(id), d.now(id)
			if was.existence == deleted && is.existence == gone {
				continue // it was purged
			}
			for name := range was.values {
				if id == target(21).ID && name == plan.UserPrincipalName {
					continue // it was restored with another name, and keeps it when it is deleted
				}
				if was.existence != is.existence || was.values[name] != is.values[name] {
					t.Errorf("%s: %v, %s %v; was %v, %v", id, is.existence, name, is.values[name], was.existence, was.values[name])
				}
			}
		}
	})
}

// An interrupted run is undone as far as it came, even if the outcome of a write is unknown.
func TestUndoOfHalf(t *testing.T) {
	for left := 60; left < 130; left += 7 {
		synctest.Test(t, func(t *testing.T) {
			p, d := everyOperation()
			d.power.left = left
			tr := &trial{dir: d}
			if _, err := tr.run(p, options()); !errors.Is(err, errPower) {
				t.Fatal(err)
			}
			d.power.left, d.power.off = -1, false
			rec, err := ReadJournal(tr.synced)
			if err != nil {
				t.Fatal(err)
			}
			if len(rec.Records) == 0 {
				return
			}
			back, err := Undo(rec)
			if err != nil {
				t.Fatal(err)
			}
			if r, err := (&trial{dir: d}).run(back, options()); err != nil {
				t.Fatalf("cut after %d: %v\n%s", left, err, states(r))
			}
			for n := 1; n <= 7; n++ {
				want := map[int]string{2: anchor(1)}[n]
				if got := text(d.now(id(n)).values[plan.OnPremisesImmutableID]); got != want {
					t.Errorf("cut after %d: user %d has the anchor %q, expected %q", left, n, got, want)
				}
			}
		})
	}
}

func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, d := everyOperation()
		d.power.left = 90
		tr := &trial{dir: d}
		if _, err := tr.run(p, options()); !errors.Is(err, errPower) {
			t.Fatal(err)
		}
		rec, _ := ReadJournal(tr.synced)
		half := ProgressOf(rec)
		if half.Runs != 1 || half.End != "" || half.Left == 0 || len(half.Steps)+half.Left != len(p.Steps) {
			t.Errorf("%+v", half)
		}
		d.power.left, d.power.off = -1, false
		if _, err := tr.run(p, options()); err != nil {
			t.Fatal(err)
		}
		rec, _ = ReadJournal(tr.synced)
		whole := ProgressOf(rec)
		if whole.Runs != 2 || !strings.HasPrefix(whole.End, "all steps that could run are done") || whole.Left != 0 || len(whole.Steps) != len(p.Steps) {
			t.Errorf("%+v", whole)
		}
	})
}
