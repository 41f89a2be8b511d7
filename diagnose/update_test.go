package diagnose

import "flag"

var _ = flag.Bool("update", false, "rewrite the golden files")
