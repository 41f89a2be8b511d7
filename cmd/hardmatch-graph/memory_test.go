//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hardmatch/graph/graphtest"
)

// A snapshot of many users needs no more memory than one of few, and check can read it.
func TestSnapshotMemory(t *testing.T) {
	const most = 50 << 20
	users := 20_000
	if long() {
		users = 100_000
	}
	s := graphtest.New()
	defer s.Close()
	s.PageSize = 999
	long := strings.Repeat("x", 60)
	for n := range users {
		upn := fmt.Sprintf("user.number%06d@contoso.com", n)
		s.Add(graphtest.Object{
			"id": fmt.Sprintf("a0000000-0000-4000-8000-%012d", n), "userPrincipalName": upn, "mail": upn, "mailNickname": upn[:17], "displayName": "User Number " + long,
			"proxyAddresses": []string{"SMTP:" + upn, "smtp:" + upn[:17] + "@contoso.onmicrosoft.com", "x500:/o=ExchangeLabs/ou=Exchange Administrative Group/" + long},
			"userType":       "Member", "accountEnabled": true, "onPremisesSyncEnabled": true, "onPremisesImmutableId": fmt.Sprintf("%020dAA==", n),
			"onPremisesDistinguishedName": "CN=" + long + ",OU=Staff,DC=contoso,DC=com", "onPremisesSecurityIdentifier": fmt.Sprintf("S-1-5-21-1-2-3-%d", n), "assignedLicenses": []any{},
			"onPremisesObjectIdentifier": nil,
		})
	}
	out := filepath.Join(t.TempDir(), "tenant.json")
	cmd := exec.Command(buildProgram(t, "hardmatch-graph"), "snapshot", "--auth", "token", "--endpoint", s.URL, "-o", out)
	cmd.Env = append(os.Environ(), "HARDMATCH_TOKEN="+graphtest.Token)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	memory := 0
	ended := make(chan error)
	go func() { ended <- cmd.Wait() }()
	for running := true; running; {
		select {
		case err := <-ended:
			if running = false; err != nil || !strings.Contains(stderr.String(), fmt.Sprint(users, " users")) {
				t.Fatalf("%v\n%s", err, &stderr)
			}
		case <-time.After(20 * time.Millisecond):
			memory = max(memory, highWater(cmd.Process.Pid))
		}
	}
	info, err := os.Stat(out)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d users, %d MB of JSON, %d MB of memory, %v", users, info.Size()>>20, memory>>20, time.Since(begin))
	if memory > most {
		t.Errorf("%d MB of memory, at most %d", memory>>20, most>>20)
	}
	checked, err := exec.Command(buildProgram(t, "hardmatch"), "check", "--as-of", "2026-11-26", out).CombinedOutput()
	if err != nil || !strings.Contains(string(checked), fmt.Sprintf(" %d records\n", users+4)) {
		t.Errorf("%v\n%.1000s", err, checked)
	}
}

// highWater returns the most memory that a process has had, in octets. The figure of wait4 is
// not usable: it includes the memory of the parent before exec.
func highWater(pid int) int {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kib int
	fmt.Sscan(rest, &kib)
	return kib << 10
}
