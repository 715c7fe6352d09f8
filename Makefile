# Broadside: every task of the project. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# Two tasks must not install packages at once.
.NOTPARALLEL:

CAMPAIGNS ?= Campaigns
DATA ?= data
LISTEN ?= 127.0.0.1:8080

BUILD_PACKAGES := libmicrohttpd-dev libsqlite3-dev libsodium-dev pkg-config sqlite3
TEST_PACKAGES := chromium fonts-dejavu-core python3-venv
BENCH_PACKAGES := nginx-light wrk

VENV := .venv
PRODUCT = $$(swift build -c release --show-bin-path)/broadside

.PHONY: help
help: ## List the tasks.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'
	@echo "  LISTEN=HOST:PORT, DATA=DIR and CAMPAIGNS=DIR change what serve, check and report use."

.PHONY: serve
serve: release ## Install what is missing, build, and serve the sample site with its demo pages.
	@exec $(PRODUCT) serve --campaigns $(CAMPAIGNS) --data $(DATA) --listen $(LISTEN) --demo Demo

.PHONY: test
# The browser's tests come last and alone: they watch what a reader sees within seconds.
test: test-tools lint ## Install what the tests need and run them all.
	swift build -c release --product broadside
	SWIFT_BACKTRACE=enable=no swift test --disable-xctest --skip BrowserTests
	SWIFT_BACKTRACE=enable=no swift test --disable-xctest --skip-build --filter BrowserTests

.PHONY: test-fast
test-fast: build-tools ## Run the tests that need no browser.
	SWIFT_BACKTRACE=enable=no swift test --disable-xctest --skip BrowserTests

.PHONY: check
check: release ## Validate the campaign files.
	@$(PRODUCT) check --campaigns $(CAMPAIGNS)

.PHONY: report
report: release ## Print what the campaigns earned.
	@$(PRODUCT) report revenue --campaigns $(CAMPAIGNS) --data $(DATA)

.PHONY: bench
bench: release bench-tools ## Measure decisions and beacons against nginx; updates docs/benchmarks.md.
	swift build -c release --product broadside-bench
	$$(swift build -c release --show-bin-path)/broadside-bench --out docs/benchmarks.md

.PHONY: release
release: build-tools ## Build the program with optimization.
	@swift build -c release --product broadside >&2

.PHONY: format
format: ## Format the sources.
	swift format --in-place --recursive Sources Tests Package.swift

.PHONY: lint
lint: ## Fail on anything that the formatter would change or warn of.
	swift format lint --strict --recursive Sources Tests Package.swift

.PHONY: art
art: ## Render the advertisers' pictures from their SVG sources.
	@$(call need,librsvg2-bin)
	Campaigns/render-art.sh

.PHONY: clean
clean: ## Remove what was built; the data folder stays.
	rm -rf .build $(VENV)

# Installs those of the named Debian packages that are missing.
define need
missing=$$(for p in $(1); do \
    dpkg-query -W -f='$${db:Status-Status}' $$p 2>/dev/null | grep -qx installed || echo $$p; done); \
if [ -n "$$missing" ]; then \
    echo "installing:" $$missing; \
    sudo=$$([ $$(id -u) = 0 ] || echo sudo); \
    $$sudo apt-get update -qq; \
    $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
fi
endef

.PHONY: build-tools test-tools bench-tools
build-tools:
	@command -v swift >/dev/null || { echo "Swift 6.3 is needed: see swift.org/install"; exit 1; }
	@$(call need,$(BUILD_PACKAGES))

test-tools: build-tools $(VENV)/ready
	@$(call need,$(TEST_PACKAGES))

bench-tools:
	@$(call need,$(BENCH_PACKAGES))

# Playwright drives the browser that Debian ships; it downloads none.
$(VENV)/ready: Tests/BrowserTests/requirements.txt
	@$(call need,python3-venv)
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --requirement $<
	touch $@
