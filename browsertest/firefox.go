package browsertest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// A Firefox shows one page. It uses the Marionette protocol over loopback.
type Firefox struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
	id   int
}

// The settings of a profile that makes no requests by itself, and listens on any port.
const settings = `
user_pref("marionette.port", 0);
user_pref("app.normandy.enabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,#remote-settings-dummy/v1");
user_pref("toolkit.telemetry.server", "data:,");
`

// StartFirefox starts a Firefox with a new profile, and stops it at the end of the test.
// It skips the test if there is no Firefox.
func StartFirefox(t *testing.T) *Firefox {
	t.Helper()
	path, err := exec.LookPath("firefox-esr")
	if err != nil {
		path, err = exec.LookPath("firefox")
	}
	if err != nil {
		t.Skip("no firefox here: the page was not tried in it")
	}
	profile := t.TempDir()
	check(t, os.WriteFile(filepath.Join(profile, "user.js"), []byte(settings), 0o644))
	cmd := exec.Command(path, "--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", profile)
	check(t, cmd.Start())
	f := &Firefox{t: t}
	t.Cleanup(func() { f.stop(cmd) })
	f.connect(filepath.Join(profile, "MarionetteActivePort"))
	f.Call("WebDriver:NewSession", nil, nil)
	return f
}

// connect waits for the file with the port.
func (f *Firefox) connect(file string) {
	f.t.Helper()
	for start := time.Now(); time.Since(start) < time.Minute; time.Sleep(50 * time.Millisecond) {
		port, err := os.ReadFile(file)
		if err != nil || len(port) == 0 {
			continue
		}
		f.conn, err = net.Dial("tcp", "127.0.0.1:"+string(port))
		check(f.t, err)
		f.in = bufio.NewReader(f.conn)
		f.read() // its greeting
		return
	}
	f.t.Fatal("firefox does not begin")
}

func (f *Firefox) stop(cmd *exec.Cmd) {
	if f.conn != nil {
		f.send("Marionette:Quit", Arguments{"flags": []string{"eForceQuit"}})
	} else {
		cmd.Process.Kill()
	}
	timer := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
	cmd.Wait()
	timer.Stop()
	if f.conn != nil {
		f.conn.Close()
	}
}

func (f *Firefox) send(command string, params Arguments) error {
	f.id++
	if params == nil {
		params = Arguments{}
	}
	message, err := json.Marshal([]any{0, f.id, command, params})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f.conn, "%d:%s", len(message), message)
	return err
}

// read returns one message: its length, a colon, and JSON.
func (f *Firefox) read() []byte {
	f.t.Helper()
	check(f.t, f.conn.SetReadDeadline(time.Now().Add(2*time.Minute)))
	length, err := f.in.ReadString(':')
	check(f.t, err)
	n, err := strconv.Atoi(length[:len(length)-1])
	check(f.t, err)
	message := make([]byte, n)
	_, err = io.ReadFull(f.in, message)
	check(f.t, err)
	return message
}

// Call sends a command and waits for its answer.
func (f *Firefox) Call(command string, params Arguments, result any) {
	f.t.Helper()
	check(f.t, f.send(command, params))
	var answer []json.RawMessage // kind, id, error, result
	check(f.t, json.Unmarshal(f.read(), &answer))
	if string(answer[2]) != "null" {
		f.t.Fatalf("%s: %s", command, answer[2])
	}
	if result != nil {
		check(f.t, json.Unmarshal(answer[3], result))
	}
}

// Open opens a file, and waits until it is loaded.
func (f *Firefox) Open(path string) {
	f.t.Helper()
	f.Call("WebDriver:Navigate", Arguments{"url": "file://" + path}, nil)
}

// Eval returns the value of an expression as JSON. The expression can use the document,
// and the properties that scripts have set on the window.
func (f *Firefox) Eval(expression string) string {
	f.t.Helper()
	var r struct{ Value json.RawMessage }
	f.Call("WebDriver:ExecuteScript", Arguments{"script": "return " + expression, "args": []any{}}, &r)
	return string(r.Value)
}

// Expect waits until an expression has a value, as JSON, and fails the test without it.
func (f *Firefox) Expect(t *testing.T, expression, want string) {
	t.Helper()
	got := f.Eval(expression)
	for start := time.Now(); got != want && time.Since(start) < 30*time.Second; got = f.Eval(expression) {
		time.Sleep(20 * time.Millisecond)
	}
	if got != want {
		t.Errorf("%s: %s, want %s", expression, got, want)
	}
}

// Type types into the element that a selector matches. For a file field, the text is the
// names of the files.
func (f *Firefox) Type(selector, text string) {
	f.t.Helper()
	var found struct{ Value map[string]string }
	f.Call("WebDriver:FindElement", Arguments{"using": "css selector", "value": selector}, &found)
	for _, id := range found.Value {
		f.Call("WebDriver:ElementSendKeys", Arguments{"id": id, "text": text}, nil)
	}
}

// Errors returns the errors of scripts, and what the policy blocked.
func (f *Firefox) Errors() string {
	f.t.Helper()
	f.Call("Marionette:SetContext", Arguments{"value": "chrome"}, nil)
	defer f.Call("Marionette:SetContext", Arguments{"value": "content"}, nil)
	return f.Eval(`Services.console.getMessageArray()
		.filter((m) => m instanceof Ci.nsIScriptError && !(m.flags & Ci.nsIScriptError.warningFlag) && /^(file|blob):/.test(m.sourceName))
		.map((m) => m.category + ": " + m.errorMessage)`)
}
