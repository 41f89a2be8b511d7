//go:build !page

package main

// offlinePage is there in a build with the tag page only: see make release.
var offlinePage []byte
