// Command hardmatch-graph is the online half of hardmatch. It makes a snapshot of
// a Microsoft Entra ID tenant, and carries out or undoes a reviewed plan. It can do nothing
// else.
package main

import "os"

func main() {
	os.Exit(system().run(os.Args[1:]))
}
