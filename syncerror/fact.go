package syncerror

// A fact is a part of an error, at a place of the text.
type fact struct {
	at       int // octets in page.text, to sort by
	end      int // where its own words end
	line     int
	what     factKind
	text     string
	kind     *Kind // that a name, a code or a sentence means
	labelled bool  // a label states the name
	unique   bool  // only errors of this kind have the sentence
	pairs    []Conflict
}

type factKind uint8

const (
	factSkip     factKind = iota // only ends what comes before it
	factBoundary                 // an error ends here
	factStart                    // a time or a header with which an error begins
	factTime                     // a time that can come after an error begins
	factName
	factCode
	factSentence // a known sentence of the service
	factDetail   // a text of the service after a label
	factDN
	factAnchor
	factOwnID     // of a cloud object
	factOtherID   // of the object in conflict
	factAttribute // in conflict, without its value
	factValue     // in conflict, without its attribute
	factPairs     // attributes with their values
	factTracking
	factResolved
)
