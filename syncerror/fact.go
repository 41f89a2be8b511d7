package syncerror

// A fact is a piece of an error, found at a place of the text.
type fact struct {
	at    int // place in page.text, to sort by
	end   int // where its own words end
	line  int
	what  factKind
	text  string
	kind  *Kind // that a name, a code or a sentence means
	named bool  // a label says that it is the name
	firm  bool  // the sentence belongs to this kind alone
	pairs []Conflict
}

type factKind uint8

const (
	factSkip     factKind = iota // only ends what comes before it
	factBoundary                 // here ends an error
	factStart                    // a time or a header with which an error begins
	factTime                     // a time that can stand behind
	factName
	factCode
	factSentence // of the service, one that is known
	factDetail   // of the service, after a label
	factDN
	factAnchor
	factOwnID     // of a cloud object
	factOtherID   // of the one in conflict
	factAttribute // in conflict, without its value
	factValue     // in conflict, without its attribute
	factPairs     // both
	factTracking
	factResolved
)
