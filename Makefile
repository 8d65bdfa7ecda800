SHELL := /bin/bash
export MODELS_DIR ?= $(shell [ -d ../shared/models ] && realpath ../shared/models)
BIN := .venv/bin

.PHONY: help run test check up down bench screens words e2e faults test-compose test-engines lock clean
.DEFAULT_GOAL := help

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start Bowerbird (FILES=folder copies it into the inbox; PORT, DATA, INBOX, MODELS_DIR)
	@scripts/install run
	@exec $(BIN)/bowerbird run $(if $(FILES),"$(FILES)")

up: ## Start Bowerbird in containers: docker-compose.yml (DOMAIN, HTTP_PORT, HTTPS_PORT, INBOX, MODELS_DIR)
	@scripts/up

down: ## Stop the containers; everything is kept
	@scripts/compose down

test: ## Run every test, two files at a time: unit, integration, corpus, faults and browser
	@scripts/install test
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest -n 2 --dist loadfile -m "not engines and not compose"

check: ## Format, lint, types, imports, unit and architecture tests; under a minute
	@scripts/install test
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest -q tests/unit

.PHONY: lint
lint:
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

e2e: ## Run the browser tests only
	@scripts/install test
	@$(BIN)/pytest tests/e2e

screens: ## Take pictures of every screen into var/screens, and those of the README
	@scripts/install test
	@SCREENS=var/screens $(BIN)/pytest tests/e2e/test_screens.py tests/e2e/pages/test_accessibility.py

words: ## Collect every text of the pages, and bring translations (services/web/translations) up to date
	@scripts/install test
	@cd services/web && mkdir -p translations && ../../$(BIN)/pybabel -q extract -F words.cfg -k _ -k ngettext:1,2 \
		--project Bowerbird --copyright-holder "" -o translations/bowerbird.pot . \
		&& for po in translations/*/LC_MESSAGES/bowerbird.po; do [ -e "$$po" ] || continue; \
		../../$(BIN)/pybabel -q update -D bowerbird -i translations/bowerbird.pot -d translations; \
		../../$(BIN)/pybabel -q compile -D bowerbird -d translations; break; done

bench: ## Measure against bare loops; table, and bench/results.json
	@scripts/install test
	@$(BIN)/python -m bench

faults: ## Run the whole fault campaign (docs/faults.md; two hours); table, and var/faults.json
	@scripts/install test
	@FAULTS=full $(BIN)/pytest tests/faults

test-compose: ## Build the images, run docker-compose.yml and try it (root, Docker; half an hour)
	@scripts/install test
	@$(BIN)/pytest -m compose tests/compose

test-engines: ## Test the engines that need torch, in an environment of their own (several GB)
	@scripts/install test
	@scripts/engines

lock: ## Pin and hash requirements/*.in anew
	@$(BIN)/python -m pip install --quiet uv
	@for name in base dev engines; do \
		$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--override requirements/overrides.txt requirements/$$name.in -o requirements/$$name.txt; done
	@for file in requirements/services/*.in; do \
		case $$file in *-gpu.in) also="-c requirements/engines.txt" ;; *) also= ;; esac; \
		$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--override requirements/overrides.txt -c requirements/base.txt $$also $$file -o $${file%.in}.txt; done

clean: ## Remove the environment and the caches, never the library
	rm -rf .venv .venv-engines .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
