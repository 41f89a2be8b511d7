package jsonexport

// MaxDepth is how deep brackets may nest.
const MaxDepth = maxDepth
