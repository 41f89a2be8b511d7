package main

import (
	"os"
	"os/exec"
	"testing"
)

// inEmptyNetwork runs a test again without any network.
func inEmptyNetwork(t *testing.T, test string) {
	t.Helper()
	unshare, err := exec.LookPath("unshare")
	if err != nil || exec.Command(unshare, "-n", "true").Run() != nil {
		t.Skip("no network can be taken away here (unshare -n): that was not tried")
	}
	cmd := exec.Command(unshare, "-n", os.Args[0], "-test.run=^"+test+"$", "-test.v")
	cmd.Env = append(os.Environ(), "HARDMATCH_UNSHARED=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
