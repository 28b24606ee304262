# Thin: each target is one line, what it calls does the work. `make` alone tells what there is.
PYTHON := .venv/bin/python
INSTALL := python3 infra/local/install.py
.DEFAULT_GOAL := help
.PHONY: bench-authz help run test check prove bench-message bench-import bench-chat bench-tag infra infra-diff publish deploy rollback remove rehearse bench-masking bench-routing bench-rules bench-visits bench-archive simulate verify-tool clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## install what is missing and serve demo shop and console on this machine
	@$(INSTALL) run

test: ## install everything, then checks and all tests, in a real browser too
	@$(INSTALL) test && $(PYTHON) -m infra.local.check --all

check: ## format, lint, types, layers and the fast tests
	@$(INSTALL) check && $(PYTHON) -m infra.local.check

prove: ## every crash point of every action, and many more random faults than `make test`
	@$(INSTALL) check && PARLEY_EXAMPLES=200 $(PYTHON) -m pytest -q tests/exhaustive tests/services/test_under_faults.py

bench-message: ## what one line costs: database calls, capacity, CPU
	@$(INSTALL) check && $(PYTHON) -m benchmarks.message

bench-import: ## what a cold start costs
	@$(INSTALL) check && $(PYTHON) -m benchmarks.imports

bench-chat: ## 200 chats over real sockets: delay and CPU
	@$(INSTALL) check && $(PYTHON) -m benchmarks.chat

bench-authz: ## who may do what to whose: every route and action by everybody
	@$(INSTALL) check && $(PYTHON) -m benchmarks.authz

bench-tag: ## what the tag costs the page that carries it
	@$(INSTALL) test && $(PYTHON) -m benchmarks.tag

infra: ## STAGE=dev: tables, buckets, queue, sign-in, key, firewall, budget of a stage on AWS
	@$(INSTALL) check && $(PYTHON) -m infra.aws up --stage "$(STAGE)"

infra-diff: ## STAGE=dev: what `make infra` would change
	@$(INSTALL) check && $(PYTHON) -m infra.aws diff --stage "$(STAGE)"

publish: ## STAGE=dev: the CDN of a stage and the web files on it; `chalice deploy` comes before
	@$(INSTALL) check && $(PYTHON) -m infra.aws.deploy edge --stage "$(STAGE)" && $(PYTHON) -m infra.aws publish --stage "$(STAGE)"

deploy: ## STAGE=dev: everything, in order: ground, functions, settings, edge, web files
	@$(INSTALL) check && $(PYTHON) -m infra.aws.deploy all --stage "$(STAGE)" && $(PYTHON) -m infra.aws publish --stage "$(STAGE)"

rollback: ## STAGE=dev: the release of the functions before the one that runs
	@$(INSTALL) check && $(PYTHON) -m infra.aws.deploy rollback --stage "$(STAGE)"

remove: ## STAGE=dev: the end of a stage; asks for its name, leaves its data
	@$(INSTALL) check && $(PYTHON) -m infra.aws.deploy remove --stage "$(STAGE)"

rehearse: ## deploy to an emulated AWS that enforces its policies, and hold a chat there
	@$(INSTALL) check && $(PYTHON) -m pytest -q tests/deploy tests/rehearsal

bench-masking: ## how surely card numbers are masked, and what that costs a line
	@$(INSTALL) check && $(PYTHON) -m benchmarks.masking

bench-routing: ## the router beside theory and other ways; one look at 500 agents; 5,000 chats in a minute for them
	@$(INSTALL) check && $(PYTHON) -m benchmarks.routing && $(PYTHON) -m benchmarks.look && $(PYTHON) -m benchmarks.crowd

bench-visits: ## what a page view costs: database calls, capacity, CPU
	@$(INSTALL) check && $(PYTHON) -m benchmarks.visits

bench-archive: ## chats archived, proven and deleted: how many a second, at what cost, with faults too
	@$(INSTALL) check && $(PYTHON) -m benchmarks.archive

bench-rules: ## what an event costs of up to 10,000 rules, beside other engines
	@$(INSTALL) check && $(PYTHON) -m benchmarks.rules

simulate: ## MORE="--agents 8 --with-agents 10": a day as it is and as it might be, by the router itself
	@$(INSTALL) check && $(PYTHON) -m infra.simulate $(MORE)

verify-tool: ## parley-verify.pyz: one file that proves a copy of an archive, offline
	@$(INSTALL) check && $(PYTHON) -m infra.verify

clean: ## forget what was built and all local data; .venv stays
	@rm -rf .parley web/dist web/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
