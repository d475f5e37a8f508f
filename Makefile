# Everything that a developer types. Each target sets up what it needs by itself (tools/setup);
# `make demo` and `make test` work on a bare Debian or Ubuntu with git and make.
.DEFAULT_GOAL := help
.PHONY: help core dev models demo test test-properties test-models test-farm test-all lint format types layers generated generate client e2e bench dist clean
MAKEFLAGS += --no-print-directory
PYTHON := .venv/bin/python

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name what; do \
		printf '  make %-16s %s\n' "$$name" "$$what"; done

core:
	@tools/setup core
dev:
	@tools/setup dev
models:
	@tools/setup models

demo: core ## optimize the bundled slow program and write hasten-report.html
	@.venv/bin/hasten demo --report hasten-report.html

test: dev ## run the tests (a few minutes)
	@.venv/bin/pytest -n auto --dist loadfile -m "not e2e and not slow and not properties and not models and not farm"

test-properties: dev ## run what rules make of their examples, and of programs that are put together at random
	@.venv/bin/pytest -n auto --dist load -m "properties" tests/rules

test-models: models ## ask real language models, made on the spot (installs torch and transformers)
	@.venv/bin/pytest -m "models" tests/models

test-farm: dev ## run real schedulers and workers of Dask, and kill them (a minute or two)
	@.venv/bin/pytest -m "farm" tests/sim/farm tests/farming

test-all: dev ## run the slow tests as well, and more generated programs
	@HASTEN_TEST_PROGRAMS=5 .venv/bin/pytest -n auto --dist loadfile -m "not e2e and not models and not farm"

lint: dev ## ruff: rules and format
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

format: dev ## ruff: mend what can be mended
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

types: dev ## pyright, strict
	@PYRIGHT_PYTHON_IGNORE_WARNINGS=1 .venv/bin/pyright

layers: dev ## import-linter: which room may import which
	@.venv/bin/lint-imports

generated: dev ## fail when a generated file is stale
	@$(PYTHON) tools/generate --check

generate: dev ## rewrite the generated files from their one source
	@$(PYTHON) tools/generate

client: ## build the VS Code extension (a .vsix in editor-client/)
	@tools/setup client
	@cd editor-client && npm ci --no-audit --no-fund --loglevel=error && npm run --silent package

e2e: dev client ## drive real editors (VS Code, Neovim) and take the pictures in docs/
	@tools/e2e/run

bench: core ## the figures of merit: start-up, latency under load, time to proposals, exactness
	@$(PYTHON) tools/bench

dist: dev ## build the wheel
	@$(PYTHON) -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

clean: ## remove what the targets made (not the results cache: hasten clear-cache)
	@rm -rf .venv dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis .e2e
	@rm -rf editor-client/node_modules editor-client/out editor-client/*.vsix hasten-report.html
	@find server sim tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
