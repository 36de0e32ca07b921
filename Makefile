# What CI does and what a person does are the same targets. Needs Swift 6.3 and root or sudo; installs the rest.

SHELL := /bin/bash
SWIFT ?= swift
PYTHON ?= /usr/bin/python3
PREFIX ?= /usr/local

# Needed to build and run, and what the demo's receiver is written in.
PACKAGES := libyaml-dev libphonenumber-dev python3
# Needed by the tests and the benchmarks besides.
TEST_PACKAGES := chromium iproute2 openssl python3-jsonschema python3-venv python3-yaml
# From PyPI: what judges our signatures; what drives Debian's Chromium and looks for barriers; what asks the page's API all
# that docs/openapi.yaml allows, and much that it does not.
SIGNATURE_JUDGE := standardwebhooks==1.1.0
BROWSER_DRIVER := playwright==1.65.2 axe-playwright-python==0.1.8
API_JUDGE := schemathesis==4.32.5
# Needed by `make bench-ship` alone.
SHIP_PACKAGES := nginx-light wrk

# A warning is an error where the project is checked.
STRICT := CALLSPOOL_STRICT=1
# Tests that talk with servers and programs in real time; they run by themselves, since others keep the processor busy.
REAL_TIME := '^DialersTests\.'
# And few of them at once: a hundred servers that all begin in one second are what makes one of them late.
FEW := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8
STRICT_FLAGS := --explicit-target-dependency-import-check error

.PHONY: help deps deps-test build install demo test lint format simulate fuzz screenshots
.PHONY: bench-intake bench-dial bench-plan bench-ship bench-report bench-engines bench-page

help:
	@echo "make build         a release build: .build/release/callspool"
	@echo "make install       build, then install to $(PREFIX)/bin"
	@echo "make demo          build, then a sample campaign from file to results"
	@echo "make test          every test"
	@echo "make lint          format, documentation, warnings as errors, forbidden calls"
	@echo "make simulate      the whole program under seeds, SEEDS=1..10000; SEED=17 replays one and tells what happens"
	@echo "make screenshots   pictures of the outbound page: docs/screenshots"
	@echo "make bench-intake  a million numbers taken in, beside PyYAML loading the same file"
	@echo "make bench-dial    a million calls through the simulator, and the restart after them"
	@echo "make bench-plan    a million numbers planned"
	@echo "make bench-ship    records shipped a second, beside what wrk gets from the same server"
	@echo "make bench-report  a million calls summed up and listed"
	@echo "make bench-engines calls through an engine that answers at once, over its own protocol"
	@echo "make bench-page    the outbound page over a million calls"
	@echo "make fuzz          hostile bytes for the engines' parsers, SECONDS=600"

deps:
	@Scripts/install-packages.sh $(PACKAGES)

deps-test:
	@Scripts/install-packages.sh $(PACKAGES) $(TEST_PACKAGES)
	@Scripts/python-packages.sh $(PYTHON) webhooks $(SIGNATURE_JUDGE)
	@Scripts/python-packages.sh $(PYTHON) browser $(BROWSER_DRIVER)
	@Scripts/python-packages.sh $(PYTHON) schemathesis $(API_JUDGE)

build: deps
	$(SWIFT) build -c release --product callspool

install: build
	install -D -m 755 .build/release/callspool $(DESTDIR)$(PREFIX)/bin/callspool

demo: build
	@Scripts/demo.sh .build/release/callspool

test: deps-test
	$(STRICT) $(SWIFT) build --build-tests $(STRICT_FLAGS)
	$(PYTHON) Tests/schema/check_schema.py
	$(STRICT) $(FEW) $(SWIFT) test --skip-build --filter $(REAL_TIME)
	$(STRICT) $(SWIFT) test --skip-build --skip $(REAL_TIME)

lint: deps-test
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests
	Scripts/forbidden-calls.sh
	$(STRICT) $(SWIFT) build --build-tests $(STRICT_FLAGS)

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

# Hashing in a fixed order, so that a seed goes the same way in every process.
SEEDS ?= 1..10000
simulate: deps
	$(SWIFT) build --product callspool-simulate
	SWIFT_DETERMINISTIC_HASHING=1 .build/debug/callspool-simulate $(if $(SEED),--seed $(SEED),--seeds $(SEEDS))

screenshots: build deps-test
	.build/browser/bin/python Tests/browser/screenshots.py .build/release/callspool docs/screenshots

bench-intake: build deps-test
	$(PYTHON) Benchmarks/intake.py .build/release/callspool

bench-dial: build deps-test
	$(PYTHON) Benchmarks/dial.py .build/release/callspool

bench-plan: build
	$(PYTHON) Benchmarks/plan.py .build/release/callspool

bench-ship: build
	@Scripts/install-packages.sh $(SHIP_PACKAGES)
	$(PYTHON) Benchmarks/ship.py .build/release/callspool

bench-report: build
	$(PYTHON) Benchmarks/report.py .build/release/callspool

bench-engines: build
	$(SWIFT) build -c release --product callspool-fake-engine
	$(PYTHON) Benchmarks/engines.py .build/release/callspool .build/release/callspool-fake-engine

bench-page: build
	$(PYTHON) Benchmarks/page.py .build/release/callspool

SECONDS ?= 600
fuzz: deps
	$(SWIFT) build -c release --product callspool-fuzz
	.build/release/callspool-fuzz --seconds $(SECONDS)
