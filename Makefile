# make demo and make test need only Go and make.

GO ?= go
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.9.0

.PHONY: all demo test check unit browser axe cross vuln bench pgo fuzz test-kill test-samba clean page release
all: hardmatch

hardmatch: FORCE
	$(GO) build -trimpath -o $@ ./cmd/hardmatch

# The online program. Its first build compiles Microsoft's SDK: minutes, and 5 GB of memory.
hardmatch-graph: FORCE
	$(GO) build -trimpath -o $@ ./cmd/hardmatch-graph

FORCE:

# The main job on the bundled sample.
demo: hardmatch
	./hardmatch convert 02347d41-d494-480c-a212-6e645f458fdb
	./hardmatch list testdata/sample/users.ldf
	./hardmatch check --as-of 2026-11-22 testdata/sample/users.ldf testdata/sample/entra.json || test $$? = 1 # it has findings
	./hardmatch plan --as-of 2026-01-01 --user ada@contoso.com testdata/sample/users.ldf -o demo-plan.json
	./hardmatch render demo-plan.json > demo.ps1
	@rm demo-plan.json
	@sed -n "1,/^# ---- The rules/p" demo.ps1; echo "..."
	@echo "demo.ps1 has $$(wc -l < demo.ps1) lines to review"

# The offline page in one file, dist/hardmatch.html, and its SHA-256.
page:
	$(GO) run ./site/build dist/hardmatch.html

# The program with the page, for hardmatch page.
release: page
	cp dist/hardmatch.html cmd/hardmatch/zpage.html
	$(GO) build -trimpath -tags page -o hardmatch ./cmd/hardmatch

# Everything.
test: check cross browser axe unit vuln

# The checks that take seconds after the tools are built.
check:
	@unformatted=$$("$$($(GO) env GOROOT)/bin/gofmt" -l .); if [ -n "$$unformatted" ]; then echo "not gofmt-ed: $$unformatted"; exit 1; fi
	$(GO) mod tidy -diff
	$(GO) vet ./...
	@GOBIN="$(CURDIR)/dist" $(GO) install $(STATICCHECK)
	dist/staticcheck ./...
	GOOS=js GOARCH=wasm $(GO) vet ./wasm
	GOOS=js GOARCH=wasm dist/staticcheck -checks inherit,-U1000 ./wasm # it reports functions with go:wasmexport as unused

unit:
	$(GO) test ./...

# The browser for the tests of pages, if it is missing and can be installed. The tests are
# skipped without it.
browser:
	@for name in chromium chromium-browser google-chrome; do command -v $$name > /dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
		echo "installing Debian's chromium"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq chromium > /dev/null; \
	fi; \
	command -v chromium > /dev/null || echo "no Chromium here, and it could not be installed: pages are not tested in a browser"
	@command -v firefox-esr > /dev/null || command -v firefox > /dev/null || echo "no Firefox here: the page is not tested in it"

AXE = dist/axe/node_modules/axe-core/axe.min.js
axe:
	@test $(AXE) -nt site/build/testdata/axe/package-lock.json || { mkdir -p dist/axe && cp site/build/testdata/axe/*.json dist/axe && \
	npm ci --prefix dist/axe --silent --ignore-scripts --no-audit --no-fund --fetch-retries 1 > /dev/null 2>&1 && touch $(AXE); } || \
	echo "axe-core is not here, and npm could not fetch it: accessibility is not tested"

# The packages that do not link Microsoft's SDK, which takes minutes for each system.
OFFLINE = $$($(GO) list ./... | grep -v -e /graph -e hardmatch-graph)
cross:
	GOOS=windows $(GO) build $(OFFLINE)
	GOOS=darwin $(GO) build $(OFFLINE)

# The database of vulnerabilities may be out of reach.
vuln:
	@$(GO) run $(GOVULNCHECK) ./... > govulncheck.out 2>&1; status=$$?; \
	if grep -qE 'dial tcp|lookup |no such host|connection refused|proxyconnect|i/o timeout|status code|Forbidden' govulncheck.out; then \
		echo "govulncheck: skipped, its database is out of reach"; status=0; \
	else cat govulncheck.out; fi; rm -f govulncheck.out; exit $$status

bench:
	$(GO) run ./bench

# The profile for the compiler. Make it again after changes of the reader, and check the
# effect with make bench before a commit.
pgo:
	$(GO) build -o bench.tmp ./bench
	./bench.tmp generate 100000 > users.tmp
	./bench.tmp profile users.tmp > cmd/hardmatch/default.pgo
	rm -f bench.tmp users.tmp

# Run each fuzz target for some time: make fuzz TIME=5m
TIME ?= 30s
fuzz:
	@for dir in $$($(GO) list -f '{{.Dir}}' ./...); do \
		for target in $$(grep -hoE '^func Fuzz[A-Za-z0-9]*' $$dir/*_test.go 2>/dev/null | cut -c6-); do \
			echo "$$target in $$dir"; (cd $$dir && $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(TIME) .) || exit 1; \
		done; \
	done

# Kill the online program many times during a long run, and read a large tenant. This takes
# minutes.
test-kill:
	HARDMATCH_LONG=1 $(GO) test -count=1 -v -timeout 30m -run 'Kill|Memory' ./cmd/hardmatch-graph

# Compare with a live domain controller, see CONTRIBUTING.md.
test-samba:
	HARDMATCH_SAMBA=live $(GO) test -count=1 -v -run Samba .

clean:
	rm -f hardmatch hardmatch.exe hardmatch-graph hardmatch-graph.exe demo.ps1 demo-plan.json cmd/hardmatch/zpage.html
	rm -rf dist
