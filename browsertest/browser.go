// Package browsertest drives a headless Chromium or Firefox for tests of pages, with the
// standard library only. Chromium uses the DevTools protocol over two pipes, without a
// port.
//
// Begin with [Start] or [StartFirefox], which skip the test if there is no such browser.
package browsertest

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// A Browser shows one page.
type Browser struct {
	t *testing.T
	*connection
	session string
	target  string
	chooser int      // the element of the open file dialog
	Events  []string // what the page and its workers requested, threw or tried in vain since Open
}

// A connection is shared by all tabs.
type connection struct {
	in   *os.File
	pipe *os.File // of out
	out  *bufio.Reader
	id   int
}

// Start starts a Chromium with a new profile, and stops it at the end of the test.
func Start(t *testing.T) *Browser {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no chromium here: the page was not tried in a browser")
	}
	childIn, in, err := os.Pipe()
	check(t, err)
	out, childOut, err := os.Pipe()
	check(t, err)
	cmd := exec.Command(path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--remote-debugging-pipe", "--user-data-dir="+t.TempDir(), "about:blank")
	cmd.ExtraFiles = []*os.File{childIn, childOut}
	check(t, cmd.Start())
	childIn.Close()
	childOut.Close()
	b := &Browser{t: t, connection: &connection{in: in, pipe: out, out: bufio.NewReaderSize(out, 1<<20)}}
	t.Cleanup(func() { b.stop(cmd) })
	var targets struct {
		TargetInfos []struct{ TargetID, Type string }
	}
	b.Call("Target.getTargets", nil, &targets)
	for _, target := range targets.TargetInfos {
		if target.Type == "page" {
			b.session = b.attach(target.TargetID)
		}
	}
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.Call(domain+".enable", nil, nil)
	}
	b.Call("Target.setAutoAttach", Arguments{"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true}, nil)
	return b
}

func (b *Browser) attach(target string) string {
	b.t.Helper()
	var session struct{ SessionID string }
	b.Call("Target.attachToTarget", Arguments{"targetId": target, "flatten": true}, &session)
	return session.SessionID
}

// Tab opens a file in a new tab. Its events are not recorded.
func (b *Browser) Tab(path string) *Browser {
	b.t.Helper()
	root := &Browser{t: b.t, connection: b.connection}
	var made struct{ TargetID string }
	root.Call("Target.createTarget", Arguments{"url": "file://" + path}, &made)
	tab := &Browser{t: b.t, connection: b.connection, target: made.TargetID, session: root.attach(made.TargetID)}
	tab.loaded()
	return tab
}

// Close closes a tab, whatever page it shows.
func (b *Browser) Close() {
	b.t.Helper()
	b.Call("Target.closeTarget", Arguments{"targetId": b.target}, nil)
}

// stop waits for the end of the browser, because otherwise its profile cannot be removed.
func (b *Browser) stop(cmd *exec.Cmd) {
	b.session = ""
	fmt.Fprintf(b.in, `{"id":0,"method":"Browser.close"}`+"\x00")
	timer := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
	cmd.Wait()
	timer.Stop()
	b.in.Close()
}

// Arguments are the arguments of a command of the protocol.
type Arguments = map[string]any

// Call sends a command and waits for its answer. It records events in between.
func (b *Browser) Call(method string, params Arguments, result any) {
	b.t.Helper()
	b.post(b.session, method, params)
	id := b.id
	check(b.t, b.pipe.SetReadDeadline(time.Now().Add(2*time.Minute)))
	for {
		answer, err := b.out.ReadBytes(0)
		check(b.t, err)
		var reply struct {
			ID     int
			Method string
			Params json.RawMessage
			Result json.RawMessage
			Error  json.RawMessage
		}
		check(b.t, json.Unmarshal(bytes.TrimSuffix(answer, []byte{0}), &reply))
		if b.note(reply.Method, reply.Params); reply.ID != id {
			continue
		}
		if reply.Error != nil {
			b.t.Fatalf("%s: %s", method, reply.Error)
		}
		if result != nil {
			check(b.t, json.Unmarshal(reply.Result, result))
		}
		return
	}
}

// post sends a command and does not wait.
func (b *Browser) post(session, method string, params Arguments) {
	b.t.Helper()
	b.id++
	message := Arguments{"id": b.id, "method": method, "params": params}
	if session != "" {
		message["sessionId"] = session
	}
	line, err := json.Marshal(message)
	check(b.t, err)
	_, err = b.in.Write(append(line, 0))
	check(b.t, err)
}

func (b *Browser) note(method string, params json.RawMessage) {
	switch method {
	case "Target.attachedToTarget": // a worker, which waits
		var p struct{ SessionID string }
		json.Unmarshal(params, &p)
		for _, enable := range []string{"Runtime.enable", "Log.enable", "Network.enable", "Runtime.runIfWaitingForDebugger"} {
			b.post(p.SessionID, enable, nil)
		}
	case "Log.entryAdded", "Runtime.exceptionThrown":
		b.Events = append(b.Events, string(params))
	case "Page.fileChooserOpened":
		var p struct{ BackendNodeID int }
		json.Unmarshal(params, &p)
		b.chooser = p.BackendNodeID
	case "Network.requestWillBeSent":
		var p struct{ Request struct{ URL string } }
		json.Unmarshal(params, &p)
		b.Events = append(b.Events, "request "+p.Request.URL)
	}
}

// Open opens a page with this width in pixels, and returns the events.
func (b *Browser) Open(path string, width int, dark bool) {
	b.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	b.Call("Emulation.setDeviceMetricsOverride", Arguments{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}, nil)
	b.Call("Emulation.setEmulatedMedia", Arguments{"features": []Arguments{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
	b.Call("Emulation.setScrollbarsHidden", Arguments{"hidden": true}, nil)
	b.Events = nil
	b.Call("Page.navigate", Arguments{"url": "file://" + path}, nil)
	b.loaded()
}

func (b *Browser) loaded() {
	b.t.Helper()
	for range 1000 {
		if b.Eval(`document.readyState === "complete" && location.href !== "about:blank"`) == "true" {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.t.Fatal("the page does not load")
}

// Eval returns the value of an expression as JSON. It waits for a promise.
func (b *Browser) Eval(expression string) string {
	b.t.Helper()
	var r struct {
		Result           struct{ Value any }
		ExceptionDetails json.RawMessage
	}
	b.Call("Runtime.evaluate", Arguments{"expression": expression, "returnByValue": true, "awaitPromise": true}, &r)
	if r.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", expression, r.ExceptionDetails)
	}
	var plain bytes.Buffer
	e := json.NewEncoder(&plain)
	e.SetEscapeHTML(false)
	check(b.t, e.Encode(r.Result.Value))
	return strings.TrimSpace(plain.String())
}

// Expect waits for a value as Await does, and fails the test without it.
func (b *Browser) Expect(t *testing.T, expression, want string) {
	t.Helper()
	if got := b.Await(expression, want); got != want {
		t.Errorf("%s: %s, want %s", expression, got, want)
	}
}

// Await waits a while until an expression has a value, as JSON, and returns its last
// value. A page needs a moment after a click.
func (b *Browser) Await(expression, want string) string {
	b.t.Helper()
	got := b.Eval(expression)
	for start := time.Now(); got != want && time.Since(start) < 10*time.Second; got = b.Eval(expression) {
		time.Sleep(20 * time.Millisecond)
	}
	return got
}

// Type types a text into the element with the focus.
func (b *Browser) Type(text string) {
	b.t.Helper()
	b.Call("Input.insertText", Arguments{"text": text}, nil)
}

// Drop drops files on the middle of the page.
func (b *Browser) Drop(files ...string) {
	b.t.Helper()
	for _, kind := range []string{"dragEnter", "dragOver", "drop"} {
		b.Call("Input.dispatchDragEvent", Arguments{"type": kind, "x": 200, "y": 300, "data": Arguments{"items": []string{}, "files": files, "dragOperationsMask": 1}}, nil)
	}
}

// Choose chooses files in the dialog that click opens.
func (b *Browser) Choose(click func(), files ...string) {
	b.t.Helper()
	b.Call("Page.setInterceptFileChooserDialog", Arguments{"enabled": true}, nil)
	b.chooser = 0
	click()
	for start := time.Now(); b.chooser == 0; b.Eval("0") {
		if time.Since(start) > 10*time.Second {
			b.t.Fatal("no dialog for files was opened")
		}
	}
	b.Call("DOM.setFileInputFiles", Arguments{"files": files, "backendNodeId": b.chooser}, nil)
}

// Key presses a key.
func (b *Browser) Key(name, text string, code int) {
	b.t.Helper()
	b.key(name, text, code, 0)
}

// Back presses Shift and Tab.
func (b *Browser) Back() {
	b.t.Helper()
	b.key("Tab", "", 9, 8)
}

func (b *Browser) key(name, text string, code, modifiers int) {
	b.t.Helper()
	press := Arguments{"type": "keyDown", "key": name, "code": name, "windowsVirtualKeyCode": code, "modifiers": modifiers, "text": text}
	b.Call("Input.dispatchKeyEvent", press, nil)
	press["type"] = "keyUp"
	delete(press, "text")
	b.Call("Input.dispatchKeyEvent", press, nil)
}

// Save writes the Base64 result of a command to a file.
func (b *Browser) Save(method string, params Arguments, path string) {
	b.t.Helper()
	var r struct{ Data string }
	b.Call(method, params, &r)
	data, err := base64.StdEncoding.DecodeString(r.Data)
	check(b.t, err)
	check(b.t, os.WriteFile(path, data, 0o644))
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
