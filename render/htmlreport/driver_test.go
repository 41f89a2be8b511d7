package htmlreport

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

// A browser is a headless Chromium, spoken to over two pipes in the DevTools
// protocol: no port, and nothing but the standard library.
type browser struct {
	t       *testing.T
	in      *os.File
	pipe    *os.File // of out
	out     *bufio.Reader
	session string
	id      int
	events  []string // what was blocked, thrown or asked for
}

func startBrowser(t *testing.T) *browser {
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
	b := &browser{t: t, in: in, pipe: out, out: bufio.NewReaderSize(out, 1<<20)}
	t.Cleanup(func() { b.stop(cmd) })
	var targets struct {
		TargetInfos []struct{ TargetID, Type string }
	}
	b.call("Target.getTargets", nil, &targets)
	var session struct{ SessionID string }
	for _, target := range targets.TargetInfos {
		if target.Type == "page" {
			b.call("Target.attachToTarget", arguments{"targetId": target.TargetID, "flatten": true}, &session)
		}
	}
	b.session = session.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.call(domain+".enable", nil, nil)
	}
	return b
}

// stop waits for the end of the browser, or its profile cannot be removed.
func (b *browser) stop(cmd *exec.Cmd) {
	b.session = ""
	fmt.Fprintf(b.in, `{"id":0,"method":"Browser.close"}`+"\x00")
	timer := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
	cmd.Wait()
	timer.Stop()
	b.in.Close()
}

type arguments = map[string]any

// call sends a command and waits for its answer; events in between are kept.
func (b *browser) call(method string, params arguments, result any) {
	b.t.Helper()
	b.id++
	message := arguments{"id": b.id, "method": method, "params": params}
	if b.session != "" {
		message["sessionId"] = b.session
	}
	line, err := json.Marshal(message)
	check(b.t, err)
	_, err = b.in.Write(append(line, 0))
	check(b.t, err)
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
		b.note(reply.Method, reply.Params)
		if reply.ID != b.id {
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

func (b *browser) note(method string, params json.RawMessage) {
	switch method {
	case "Log.entryAdded", "Runtime.exceptionThrown":
		b.events = append(b.events, string(params))
	case "Network.requestWillBeSent":
		var p struct{ Request struct{ URL string } }
		json.Unmarshal(params, &p)
		b.events = append(b.events, "request "+p.Request.URL)
	}
}

// open opens a page of that width and says what happened beside.
func (b *browser) open(path string, width int, dark bool) {
	b.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	b.call("Emulation.setDeviceMetricsOverride", arguments{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}, nil)
	b.call("Emulation.setEmulatedMedia", arguments{"features": []arguments{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
	b.call("Emulation.setScrollbarsHidden", arguments{"hidden": true}, nil)
	b.events = nil
	b.call("Page.navigate", arguments{"url": "file://" + path}, nil)
	for range 200 {
		if b.eval(`document.readyState === "complete" && location.href !== "about:blank"`) == "true" {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Fatal("the page does not load")
}

// eval returns the value of an expression as JSON.
func (b *browser) eval(expression string) string {
	b.t.Helper()
	var r struct {
		Result           struct{ Value any }
		ExceptionDetails json.RawMessage
	}
	b.call("Runtime.evaluate", arguments{"expression": expression, "returnByValue": true}, &r)
	if r.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", expression, r.ExceptionDetails)
	}
	var plain bytes.Buffer
	e := json.NewEncoder(&plain)
	e.SetEscapeHTML(false)
	check(b.t, e.Encode(r.Result.Value))
	return strings.TrimSpace(plain.String())
}

// key presses a key, as the keyboard alone must do.
func (b *browser) key(name, text string, code int) {
	b.t.Helper()
	down := arguments{"type": "keyDown", "key": name, "code": name, "windowsVirtualKeyCode": code, "text": text}
	b.call("Input.dispatchKeyEvent", down, nil)
	b.call("Input.dispatchKeyEvent", arguments{"type": "keyUp", "key": name, "code": name, "windowsVirtualKeyCode": code}, nil)
}

// save writes what a command returns as Base64.
func (b *browser) save(method string, params arguments, path string) {
	b.t.Helper()
	var r struct{ Data string }
	b.call(method, params, &r)
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
