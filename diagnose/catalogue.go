package diagnose

// Catalogue are the rules, in the order of their identifiers.
var Catalogue = []*Rule{}
