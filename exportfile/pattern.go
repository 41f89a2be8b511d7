package exportfile

import (
	"regexp"
	"sync"
)

// pattern returns a regular expression that is compiled when it is first needed:
// there are many, and a run meets a format or two.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
