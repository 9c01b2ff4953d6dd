# Sets up .venv from the lock (with uv where it is, else with venv and pip), then does one thing. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
UV ?= $(shell command -v uv 2>/dev/null)
BIN := .venv/bin
READY := .venv/.copydesk-ready
DEAREST := tests/console tests/crashes $(addprefix tests/journeys/test_,chaos.py under_a_stock_worker.py)

.PHONY: help up demo test check lock

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

up: $(READY) ## Start everything and stay in the foreground
	@exec $(BIN)/copydesk up

demo: $(READY) ## Drive one article through the whole story on the simulators
	@exec $(BIN)/copydesk demo

test: $(READY) ## Run the tests
	@# Three runs side by side, since each waits nearly as much as it works. What the other two say comes at the end.
	@said=$$(mktemp -d); beside=; trap 'kill $$beside 2>/dev/null || true; cat "$$said"/*; rm -r "$$said"' EXIT; status=0; \
	$(BIN)/pytest tests/journeys $(addprefix --ignore=,$(DEAREST)) >"$$said/stories" 2>&1 & beside=$$!; \
	$(BIN)/pytest $(DEAREST) >"$$said/dearest" 2>&1 & beside="$$beside $$!"; \
	$(BIN)/pytest --ignore=tests/journeys $(addprefix --ignore=,$(DEAREST)) || status=$$?; \
	for each in $$beside; do wait $$each || status=$$?; done; exit $$status

check: $(READY) ## Lint, format, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: ## Write requirements.lock anew from pyproject.toml (wants uv)
	@[ -n "$(UV)" ] || { echo "make lock wants uv on the PATH"; exit 1; }
	$(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 \
		--group dev pyproject.toml -o requirements.lock

# Only a changed lock or pyproject.toml makes it anew; the packages are installed with their hashes, ours as it lies here
$(READY): requirements.lock pyproject.toml
	@[ -n "$(PYTHON)" ] || { echo "Copydesk wants Python 3.11 or newer. Install it, or name one: make PYTHON=/path/to/python3.11 up"; exit 1; }
ifneq ($(UV),)
	@[ -x $(BIN)/python ] || $(UV) venv --quiet --python "$(PYTHON)" .venv
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@[ -x $(BIN)/python ] || "$(PYTHON)" -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $@
