# Thin: each target is one line, what it calls does the work. `make` alone tells what there is.
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help install run test check prove bench-message bench-import bench-chat bench-tag clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## install what is missing and serve demo shop and console on this machine
	@python3 infra/local/install.py run

install: ## install everything that checks and tests need
	@python3 infra/local/install.py test

test: install ## everything: checks, then all tests in a real browser too
	@$(PYTHON) -m infra.local.check --all

check: ## format, lint, types, layers and the fast tests
	@$(PYTHON) -m infra.local.check

prove: ## every crash point of every action, and many more random faults than `make test`
	@PARLEY_EXAMPLES=200 $(PYTHON) -m pytest -q tests/exhaustive tests/services/test_under_faults.py

bench-message: ## what one line costs: database calls, capacity, CPU
	@$(PYTHON) -m benchmarks.message

bench-import: ## what a cold start costs
	@$(PYTHON) -m benchmarks.imports

bench-chat: ## 200 chats over real sockets: delay and CPU
	@$(PYTHON) -m benchmarks.chat

bench-tag: ## what the tag costs the page that carries it
	@$(PYTHON) -m benchmarks.tag

clean: ## forget what was built and all local data; .venv stays
	@rm -rf .parley web/dist web/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
