# The developer's interface. `make run` and `make test` work in a fresh clone; CI calls the same targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := ingest assistant evals tests

.PHONY: run test setup check format build bench clean

run: build ## build the release if need be and serve the chat on 127.0.0.1:7860
	$(BIN)/python -m assistant serve

build: setup ## check the corpus, build its release, make it live
	$(BIN)/python -m ingest build

setup: $(VENV)/.installed ## make the virtual environment and install everything

# pip's own progress is left on: the first install takes minutes.
$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --constraint constraints.txt --editable ".[dev]"
	touch $@

test: setup ## run all tests; browser tests are skipped, and named, where there is no Chromium
	$(BIN)/python -m pytest

check: setup ## format, lint, types, content
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/python -m ingest check

format: setup ## let ruff mend what it can
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

bench: build ## measure build and reply beside the bare encoder
	$(BIN)/python -m evals bench

clean: ## remove the environment and the built releases
	rm -rf $(VENV) .waypost
