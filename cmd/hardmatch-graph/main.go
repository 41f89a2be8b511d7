// Command hardmatch-graph is the online half of hardmatch: it takes a snapshot of a tenant
// of Microsoft Entra ID, and carries out a reviewed plan. It can do nothing else.
package main

import "os"

func main() {
	os.Exit(system().run(os.Args[1:]))
}
