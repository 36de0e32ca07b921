# What CI does and what a person does are the same targets. Needs Swift 6.3 and root or sudo; installs the rest.

SHELL := /bin/bash
SWIFT ?= swift
PYTHON ?= /usr/bin/python3
PREFIX ?= /usr/local

# Needed to build and run, and what the demo's receiver is written in. tzdata brings the rules of time zones, by which
# callees are called: not an old one.
PACKAGES := libphonenumber-dev libssl-dev libyaml-dev python3 'tzdata>=2026f'
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
STRICT_FLAGS := --explicit-target-dependency-import-check error
# A step of the tests: its name, and how many run at once.
STEP := $(STRICT) Scripts/test-step.sh
# What a browser or another program's whole test suite plays on the page.
PLAYED := '^callspoolTests\.Page(Browser|API)Tests'

.PHONY: help deps deps-test build install demo test build-tests test-steps test-under-load lint format simulate fuzz
.PHONY: test-pure test-spool test-servers test-program test-simulation test-page screenshots
.PHONY: bench-intake bench-dial bench-peers bench-plan bench-ship bench-report bench-engines bench-page

help:
	@echo "make build         a release build: .build/release/callspool"
	@echo "make install       build, then install to $(PREFIX)/bin"
	@echo "make demo          build, then a sample campaign from file to results"
	@echo "make test          every test, in steps: test-pure, -spool, -servers, -program, -simulation, -page"
	@echo "make test-under-load  the same at once, beside eight busy loops and a program that syncs without end"
	@echo "make lint          format, documentation, warnings as errors, forbidden calls"
	@echo "make simulate      the whole program under seeds, SEEDS=1..10000; SEED=17 replays one and tells what happens"
	@echo "make screenshots   pictures of the outbound page: docs/screenshots"
	@echo "make bench-intake  a million numbers taken in, beside PyYAML loading the same file"
	@echo "make bench-dial    a million calls through the simulator, and the restart after them"
	@echo "make bench-peers   the same calls as a table in SQLite and in PostgreSQL would do them"
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

test: build-tests
	@$(MAKE) --no-print-directory test-steps

build-tests: deps-test
	$(STRICT) $(SWIFT) build --build-tests $(STRICT_FLAGS)

# The pure ones first, alone and through in seconds; then two steps at a time, the longest first, each with its own bound on
# how much runs at once. What they say is shown when each is over.
test-steps:
	$(PYTHON) Tests/schema/check_schema.py
	@$(MAKE) --no-print-directory test-pure
	@CALLSPOOL_AT_ONCE=1 $(MAKE) --no-print-directory -j 2 --output-sync=target \
		test-page test-program test-simulation test-spool test-servers

# Values, machines, parsers; nothing outside the process.
test-pure:
	$(STEP) pure 4 --filter '^(CallspoolCore|CampaignFiles|Charts|Cryptography|Stages)Tests\.'

# The spool, on real files and on a disk in memory that crashes at every operation.
test-spool:
	$(STEP) spool 4 --filter '^SpoolTests\.'

# Engines, deliveries and the page's answers, with servers on loopback.
test-servers:
	$(STEP) servers 8 --filter '^(Dialers|OutboundPage|Shipping)Tests\.'

# The built program, as its users run it.
test-program:
	$(STEP) program 6 --filter '^callspoolTests\.' --skip $(PLAYED)

test-simulation:
	$(STEP) simulation 2 --filter '^SimulationTests\.'

test-page:
	$(STEP) page 2 --filter $(PLAYED)

# All steps at once, which is a load of its own and takes a fifth of the time.
test-under-load: build-tests
	CALLSPOOL_AT_ONCE=1 Scripts/under-load.sh $(MAKE) --no-print-directory -j 6 --output-sync=target \
		test-pure test-spool test-servers test-program test-simulation test-page

lint: deps-test
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests
	Scripts/forbidden-calls.sh
	Scripts/timed-tests.sh
	Scripts/rules-index.sh
	$(STRICT) $(SWIFT) build --build-tests $(STRICT_FLAGS)

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

# Hashing in a fixed order, so that a seed goes the same way in every process.
SEEDS ?= 1..10000
simulate: deps
	$(SWIFT) build --product callspool-simulate
	SWIFT_DETERMINISTIC_HASHING=1 .build/debug/callspool-simulate $(if $(SEED),--seed $(SEED),--seeds $(SEEDS)) \
		$(if $(LOGS),--logs $(LOGS))

screenshots: build deps-test
	.build/browser/bin/python Tests/browser/screenshots.py .build/release/callspool docs/screenshots

bench-intake: build deps-test
	$(PYTHON) Benchmarks/intake.py .build/release/callspool

bench-dial: build deps-test
	$(PYTHON) Benchmarks/dial.py .build/release/callspool

bench-peers: build deps-test
	$(PYTHON) Benchmarks/peers.py .build/release/callspool

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
