package main

import "strings"

// A reach is how far a probe got.
type reach int32

const (
	nowhere reach = iota
	connected
	sent
)

// A probe tries to reach URL, or HOST by another protocol than HTTP.
type probe struct{ name, code string }

// An expectation is how far probes get from a page without a policy (free), and from one
// with the policy (least to most).
type expectation struct {
	free, least, most reach
	probes            []probe
}

var expectations = []expectation{
	{sent, nowhere, nowhere, stopped},
	{sent, nowhere, connected, announced},
	{connected, connected, connected, []probe{{"preconnect", `link({ rel: "preconnect", href: URL })`}}},
	{sent, sent, sent, leaving},
}

// stopped are probes that the policy stops. Not even a connection is opened.
var stopped = []probe{
	{"fetch", `fetch(URL, { mode: "no-cors" }).catch(() => 0)`},
	{"fetch, kept alive", `fetch(URL, { mode: "no-cors", keepalive: true }).catch(() => 0)`},
	{"fetchLater", `fetchLater(URL, { activateAfter: 0 })`},
	{"XMLHttpRequest", `const x = new XMLHttpRequest(); x.open("GET", URL); x.send()`},
	{"beacon", `navigator.sendBeacon(URL, "x")`},
	{"WebSocket", `new WebSocket("ws://HOST/")`},
	{"EventSource", `new EventSource(URL)`},
	{"WebTransport", `new WebTransport("https://HOST/").ready.catch(() => 0)`},

	{"img", `new Image().src = URL`},
	{"img srcset", `new Image().srcset = URL + " 2x"`},
	{"input image", `add("input", { type: "image", src: URL })`},
	{"style element", `add("style", { textContent: "body { background: url(" + URL + ") }" })`},
	{"style import", `add("style", { textContent: "@import url(" + URL + ");" })`},
	{"style attribute", `document.body.setAttribute("style", "background: url(" + URL + ")")`},
	{"CSSOM", `document.body.style.backgroundImage = "url(" + URL + ")"`},
	{"constructed style sheet", `const s = new CSSStyleSheet(); s.replaceSync("body { background: url(" + URL + ") }"); document.adoptedStyleSheets = [s]`},
	{"font", `new FontFace("x", "url(" + URL + ")").load().catch(() => 0)`},
	{"video", `add("video", { src: URL })`},
	{"video poster", `add("video", { poster: URL })`},
	{"audio", `add("audio", { src: URL, preload: "auto" })`},
	{"SVG image", `document.body.innerHTML = "<svg><image href='" + URL + "'/></svg>"`},
	{"SVG filter", `document.body.innerHTML = "<svg><filter id='f'><feImage href='" + URL + "'/></filter><rect width='9' height='9' filter='url(#f)'/></svg>"`},

	{"icon", `link({ rel: "icon", href: URL })`},
	{"manifest", `link({ rel: "manifest", href: URL })`},
	{"style sheet", `link({ rel: "stylesheet", href: URL })`},
	{"preload", `link({ rel: "preload", as: "script", href: URL })`},
	{"modulepreload", `link({ rel: "modulepreload", href: URL })`},
	{"prefetch", `link({ rel: "prefetch", href: URL })`},
	{"speculation rules", `add("script", { type: "speculationrules", textContent: JSON.stringify({ prefetch: [{ urls: [URL] }] }) })`},

	{"script", `add("script", { src: URL })`},
	{"script within", `add("script", { textContent: "new Image().src = '" + URL + "'" })`},
	{"handler within", `document.body.setAttribute("onclick", "new Image().src = '" + URL + "'"); document.body.click()`},
	{"module", `add("script", { type: "module", src: URL })`},
	{"import()", `import(URL).catch(() => 0)`},
	{"worklet", `CSS.paintWorklet.addModule(URL).catch(() => 0)`},

	{"iframe srcdoc", `add("iframe", { srcdoc: "<img src='" + URL + "'>" })`},
	{"iframe blank", `const w = add("iframe").contentWindow; new w.Image().src = URL; w.fetch(URL).catch(() => 0)`},
	{"iframe blob", `add("iframe", { src: window.URL.createObjectURL(new Blob(["<img src='" + URL + "'>"], { type: "text/html" })) })`},
	{"object", `add("object", { data: URL })`},
	{"embed", `add("embed", { src: URL })`},

	{"worker: fetch", `work("fetch('http://HOST/', { mode: 'no-cors' })")`},
	{"worker: XMLHttpRequest", `work("const x = new XMLHttpRequest(); x.open('GET', 'http://HOST/'); x.send()")`},
	{"worker: WebSocket", `work("new WebSocket('ws://HOST/')")`},
	{"worker: EventSource", `work("new EventSource('http://HOST/')")`},
	{"worker: WebTransport", `work("new WebTransport('https://HOST/')")`},
	{"worker: importScripts", `work("importScripts('http://HOST/')")`},
	{"worker: import()", `work("import('http://HOST/')")`},
	{"worker: font", `work("new FontFace('x', 'url(http://HOST/)').load()")`},
	{"worker of a worker", `work("new Worker(URL.createObjectURL(new Blob([\"fetch('http://HOST/', { mode: 'no-cors' })\"])))")`},

	{"ping", `add("a", { href: "#x", ping: URL }).click()`},
}

// announced are probes for which Chromium may open a connection before it checks the
// policy. It sends nothing over the connection.
var announced = []probe{
	{"iframe", `add("iframe", { src: URL })`},
	{"form GET", `add("form", { action: URL }).submit()`},
	{"form POST", `add("form", { action: URL, method: "post" }).submit()`},
	{"form in another tab", `add("form", { action: URL, target: "_blank" }).submit()`},
}

// leaving are probes that no policy stops. The page does none of this, see
// TestScriptCannotLeave.
var leaving = []probe{
	{"location", `location = URL`},
	{"location of top", `top.location.replace(URL)`},
	{"window.open", `open(URL)`},
	{"link", `add("a", { href: URL }).click()`},
	{"link in another tab", `add("a", { href: URL, target: "_blank" }).click()`},
	{"download", `add("a", { href: URL, download: "x" }).click()`},
	{"meta refresh", `add("meta", { httpEquiv: "refresh", content: "0;url=" + URL })`},
	{"WebRTC by STUN", `call({ urls: "stun:HOST" })`},
	{"WebRTC by TURN", `call({ urls: "turn:HOST?transport=tcp", username: "x", credential: "x" })`},
}

// expression returns the code of the probe for an address. A worker reports that it runs,
// because otherwise a missing request would prove nothing.
func (p probe) expression(host string) string {
	code := strings.ReplaceAll(p.code, "HOST", host)
	return `void (() => {
		const URL = "http://` + host + `/";
		const add = (name, properties) => document.body.appendChild(Object.assign(document.createElement(name), properties));
		const link = (properties) => document.head.appendChild(Object.assign(document.createElement("link"), properties));
		const work = (code) => {
			const script = new Blob(["postMessage(0);" + code], { type: "text/javascript" });
			new Worker(window.URL.createObjectURL(script)).onmessage = () => { window.running = true; };
		};
		const call = async (server) => {
			const c = window.call = new RTCPeerConnection({ iceServers: [server] });
			c.createDataChannel("x");
			await c.setLocalDescription();
		};
		` + code + `
	})()`
}
