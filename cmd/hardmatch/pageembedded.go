//go:build page

package main

import _ "embed"

// offlinePage is a copy of dist/hardmatch.html that make release puts here.
//
//go:embed zpage.html
var offlinePage []byte
