//go:build page

package main

import _ "embed"

// offlinePage is a copy of dist/hardmatch.html, which make release copies here.
//
//go:embed zpage.html
var offlinePage []byte
