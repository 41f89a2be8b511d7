package apply

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"hardmatch/plan"
)

// JournalSchema is the schema in the first record of every journal.
const JournalSchema = "hardmatch.journal/1"

// ErrJournal means that a journal is not as this package wrote it.
var ErrJournal = errors.New("the journal is damaged or was edited")

// A Record is one line of a journal. Prev is the SHA-256 of the previous line in
// hexadecimal, so that a changed or missing line is detected.
type Record struct {
	Schema string `json:"schema,omitempty"`
	Seq    int    `json:"seq"` // counts from 1
	Time   string `json:"time"`
	// In a record that begins a run:
	Plan      string `json:"plan,omitempty"` // its id
	AsOf      string `json:"asOf,omitempty"`
	Tenant    string `json:"tenant,omitempty"` // its id
	Domain    string `json:"initialDomain,omitempty"`
	Principal string `json:"principal,omitempty"`
	Steps     int    `json:"steps,omitempty"` // how many it has to carry out
	// In a record that ends a run, the reason:
	End string `json:"end,omitempty"`
	// In a record of a step:
	Step            string          `json:"step,omitempty"`
	State           State           `json:"state,omitempty"`
	Attempt         int             `json:"attempt,omitempty"`
	Target          string          `json:"target,omitempty"` // id of the user
	Planned         *plan.Step      `json:"planned,omitempty"`
	Before          plan.Properties `json:"before,omitempty"` // the values that the step overwrites
	Object          json.RawMessage `json:"object,omitempty"` // the whole user, before it is deleted
	Status          int             `json:"status,omitempty"`
	ClientRequestID string          `json:"clientRequestId,omitempty"`
	RequestID       string          `json:"requestId,omitempty"`
	Reason          string          `json:"reason,omitempty"`

	Prev string `json:"prev"`
}

// A JournalFile is the file of a journal. Sync returns when all data is on the disk.
type JournalFile interface {
	io.Writer
	Sync() error
}

// A Journal appends records to a file. After the first error it accepts no more.
type Journal struct {
	mu   sync.Mutex
	file JournalFile
	last *Recorded
	err  error
}

// Recorded is the content of a journal.
type Recorded struct {
	Records []Record
	Size    int64 // of the complete lines, in octets; a crash may leave an incomplete line
	seq     int
	prev    string
}

// NewJournal continues a journal. The file must be positioned after the recorded lines.
func NewJournal(f JournalFile, recorded *Recorded) *Journal {
	return &Journal{file: f, last: recorded}
}

// append writes a record and returns when it is on the disk.
func (j *Journal) append(r Record) (Record, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil {
		return r, j.err
	}
	if j.last.seq == 0 {
		r.Schema = JournalSchema
	}
	r.Seq, r.Prev = j.last.seq+1, j.last.prev
	r.Time = time.Now().UTC().Format(time.RFC3339Nano)
	line, err := json.Marshal(r)
	if err == nil {
		_, err = j.file.Write(append(line, '\n'))
	}
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		j.err = fmt.Errorf("journal: %w", err)
		return r, j.err
	}
	j.last.seq, j.last.prev = r.Seq, digest(line)
	return r, nil
}

func digest(line []byte) string {
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}

// ReadJournal reads a journal. It leaves out a last line without a line feed: a crash cut it
// off before the record had any consequence. Any other damage is [ErrJournal].
func ReadJournal(doc []byte) (*Recorded, error) {
	rec := new(Recorded)
	for len(doc) > 0 {
		line, rest, whole := bytes.Cut(doc, []byte("\n"))
		if !whole {
			break
		}
		r, err := parseRecord(line)
		if err == nil {
			err = rec.follows(r)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrJournal, rec.seq+1, err)
		}
		rec.Records = append(rec.Records, r)
		rec.Size += int64(len(line)) + 1
		rec.seq, rec.prev = r.Seq, digest(line)
		doc = rest
	}
	return rec, nil
}

func parseRecord(line []byte) (r Record, err error) {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err = dec.Decode(&r); err == nil && dec.More() {
		err = errors.New("unexpected text after the record")
	}
	return r, err
}

func (rec *Recorded) follows(r Record) error {
	switch {
	case rec.seq == 0 && r.Schema != JournalSchema:
		return fmt.Errorf("schema %q, expected %q", r.Schema, JournalSchema)
	case r.Seq != rec.seq+1:
		return fmt.Errorf("number %d, expected %d", r.Seq, rec.seq+1)
	case r.Prev != rec.prev:
		return errors.New("the line before it was changed")
	}
	return nil
}

// A History is what a journal records of a step.
type History struct {
	State   State           // the last one
	Target  string          // id of the user
	Attempt int             // number of the last write
	Planned *plan.Step      // nil if it was never written, or undone
	Before  plan.Properties // values before the first write
	Reason  string
}

// Histories returns the history of each step, by its id.
func (rec *Recorded) Histories() map[string]History {
	all := make(map[string]History)
	for _, r := range rec.Records {
		if r.Step == "" {
			continue
		}
		h := all[r.Step]
		h.State, h.Reason = r.State, r.Reason
		if r.Target != "" {
			h.Target = r.Target
		}
		h.Attempt = max(h.Attempt, r.Attempt)
		if r.State == Undone {
			h.Planned, h.Before = nil, nil
		}
		if r.State == Intent && h.Planned == nil { // the first write
			h.Planned, h.Before = r.Planned, r.Before
		}
		all[r.Step] = h
	}
	return all
}

// Plan returns the id of the plan of the journal, or "" if the journal is empty.
func (rec *Recorded) Plan() string {
	if len(rec.Records) == 0 {
		return ""
	}
	return rec.Records[0].Plan
}
