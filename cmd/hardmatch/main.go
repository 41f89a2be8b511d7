// Command hardmatch converts, lists and checks exports of Active Directory and
// Microsoft Entra ID, and writes the commands that make the two match. It is
// offline: it links no network client.
package main

import "os"

func main() {
	os.Exit(system().run(os.Args[1:]))
}
