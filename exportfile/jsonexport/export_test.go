package jsonexport

// MaxDepth is the limit for nested brackets.
const MaxDepth = maxDepth
