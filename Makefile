# Every command of Parley. `make help` lists them.
#
#   make run                          start the bot (ARGS="--json", ARGS="--platform console", ...)
#   make web                          the web page and the API, on http://127.0.0.1:8080
#   printf 'a\nb\n' | make run        score and judge lines from a pipe
#   make test ARGS="-k policy -x"     run some of the tests
#
# What is installed goes into .venv here, once; a file .venv/.has-* remembers it, and a changed
# requirements file installs again. Only what the bot itself says goes to standard output.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# The first of these that runs and is new enough makes the environment. `make run PYTHON=python3.13` chooses.
PYTHON ?= python3.11 python3
VENV := .venv
PY := $(VENV)/bin/python
RUFF := $(PY) -m ruff
ARGS ?=
# To bench/kill_matrix.py: KILLS="--seeds 2 --no-postgres".
KILLS ?=
# To bench/raid.py: RAID="--share 0.05".
RAID ?=
# A process for each core; whoever is idle takes tests from others.
PARALLEL := --numprocesses=auto --dist=worksteal
# Seconds of make fuzz for texts, and as many for the events of each platform.
FUZZ ?= 60
# Where the training data lies, where a run keeps its files, and what its bundle calls itself.
DATA ?= data
RUN ?= runs/toxicity-lstm
VERSION ?= trial
# Where a wheel is put.
DIST ?= dist
# The extras of pyproject.toml that have a lock of their own.
EXTRAS := api bench bus deploy desk dev docs ec2 fuzz package proxy test-web train web
COMPILE = $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --custom-compile-command 'make lock' pyproject.toml

# $(call install,name,lock): pip is given no standard input, which is the bot's, and says nothing on standard output.
# A lock in locks/ names each version with the hashes of its files; pip refuses any other.
define install
	@echo "parley: installing $(1) into $(VENV) (once)" >&2
	@$(PY) -m pip install -qq --disable-pip-version-check --require-hashes --requirement locks/$(2).txt </dev/null >&2
	@touch $@
endef

.PHONY: help run web test test-training test-web test-wheel test-postgres deploy-check wheel docs reference pictures check format lint types contracts coverage train bench cost-check small-machine soak fuzz audit lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.has-runtime ## start the bot: the platforms whose tokens are set, or else the console
	@exec $(PY) -m bot run $(ARGS)

web: $(VENV)/.has-web ## serve the page that scores texts, and the API for clients of Perspective
	@exec $(PY) -m bot web $(ARGS)

test: $(VENV)/.has-dev ## run the tests on all cores (no TensorFlow, five minutes on two)
	@$(PY) -m pytest $(PARALLEL) $(ARGS)

check: lint types contracts coverage ## everything that must hold before a commit

format: $(VENV)/.has-dev ## format the code, and mend what ruff can mend
	@$(RUFF) format
	@$(RUFF) check --fix

lint: $(VENV)/.has-dev ## formatted? and every ruff rule that pyproject.toml does not switch off
	@$(RUFF) format --diff
	@$(RUFF) check

types: $(VENV)/.has-dev ## mypy, strict, tests included
	@$(PY) -m mypy

contracts: $(VENV)/.has-dev ## who may import whom
	@$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

coverage: $(VENV)/.has-dev
	@$(PY) -m pytest $(PARALLEL) --hypothesis-profile=thorough --cov --cov-report=term $(ARGS)

test-training: $(VENV)/.has-train $(VENV)/.has-dev ## the tests of training, with a tiny real run (TensorFlow, minutes)
	@$(PY) -m pytest tests/classifier/training/with_tensorflow $(ARGS)

test-postgres: $(VENV)/.has-dev ## the tests that stand on a database, on a PostgreSQL of their own (needs Debian's postgresql)
	@$(PY) -m pytest -p tests.bot.postgres.plugin tests/bot tests/bot/postgres $(ARGS)

docs: $(VENV)/.has-docs ## build the documentation as a site into dist/docs; a link that leads nowhere fails
	@$(PY) -m tests.reference.stage $(VENV)/docs
	@NO_MKDOCS_2_WARNING=1 PARLEY_DOCS_SOURCE=$(abspath $(VENV)/docs) PARLEY_DOCS_SITE=$(abspath $(DIST)/docs) $(PY) -m mkdocs build --quiet --config-file docs/mkdocs.yml
	@echo $(DIST)/docs/index.html

reference: $(VENV)/.has-dev ## write the pages of docs/reference anew, from the code
	@$(PY) -m tests.reference.generate

pictures: $(VENV)/.has-test-web ## draw docs/pictures anew, from what the platforms get (needs chromium, fonts-noto-color-emoji)
	@$(PY) -m tests.pictures.draw

wheel: $(VENV)/.has-package ## build a wheel, what `pip install` and `uv tool install` take, into dist/
	@$(VENV)/bin/uv build --quiet --wheel --out-dir $(DIST)
	@ls $(DIST)/*.whl

test-wheel: $(VENV)/.has-package $(VENV)/.has-dev ## build a wheel, and test it in an environment of its own
	@rm -rf $(VENV)/wheel
	@$(MAKE) wheel DIST=$(VENV)/wheel >&2
	@$(VENV)/bin/uv venv --quiet --python $(PY) $(VENV)/wheel/env
	@$(VENV)/bin/uv pip install --quiet --python $(VENV)/wheel/env --constraints constraints.txt $(VENV)/wheel/*.whl
	@$(PY) -m pytest tests/wheel $(ARGS)

deploy-check: $(VENV)/.has-deploy ## everything in deploy/, offline: template, units, scripts, backup, the start on a small machine
	@$(PY) -m pytest tests/deploy $(ARGS)

cost-check: $(VENV)/.has-dev ## fails where a message costs a quarter more than bench/message_cost.json says (ARGS=--record)
	@$(PY) -m bench.message_cost $(ARGS)

small-machine: $(VENV)/.has-dev ## the bot as its unit starts it, 1 GiB and one core: rate, memory, start
	@PYTHONPATH=. $(PY) bench/small_machine.py $(ARGS)

test-web: $(VENV)/.has-test-web ## the page in a browser, and the API under clients that others wrote (needs chromium, npm)
	@cd tests/bot/web/outside && npm ci --silent --no-audit --no-fund >&2
	@$(PY) -m pip install -qq --disable-pip-version-check --no-deps --require-hashes --upgrade --target $(VENV)/perspectiveapi --requirement tests/bot/web/outside/perspectiveapi.txt </dev/null >&2
	@$(PY) -m pytest tests/bot/web/outside $(ARGS)

train: $(VENV)/.has-train ## train on DATA=folder or DATA=train.csv, and export a bundle to RUN/bundle
	@$(PY) -m classifier train --data $(DATA) --run $(RUN) $(ARGS)
	@$(PY) -m classifier export --run $(RUN) --bundle $(RUN)/bundle --version $(VERSION)
	@echo "$(RUN)/bundle is made: PARLEY_BUNDLE=$(RUN)/bundle make run"

bench: $(VENV)/.has-bench ## print what a score costs, beside two others; kept in bench/score.json
	@$(PY) bench/score.py --json bench/score.json $(ARGS)

soak: $(VENV)/.has-dev ## messages for an hour, and what grows; then kill -9 at every point, 20 times, and a raid (ARGS="--minutes 5 --rate 20")
	@PYTHONPATH=. $(PY) bench/soak.py $(ARGS)
	@PYTHONPATH=. $(PY) bench/kill_matrix.py $(KILLS)
	@PYTHONPATH=. $(PY) bench/raid.py $(RAID)

fuzz: $(VENV)/.has-fuzz ## texts and events that libFuzzer chooses by the code they reach, a minute each (FUZZ=600: ten)
	@for target in text discord slack; do $(PY) -m bench.fuzz $$target -max_total_time=$(FUZZ) -max_len=400 $(ARGS); done

audit: | $(PY) ## ask PyPI for known vulnerabilities of what the locks name (needs pypi.org itself, no mirror)
	@$(PY) -m pip install -qq --disable-pip-version-check 'uv>=0.13,<0.14' >&2
	@found=$$($(VENV)/bin/uv tool run --quiet --from 'pip-audit>=2.9,<3' pip-audit --strict --progress-spinner off \
		--disable-pip --require-hashes $(addprefix --requirement ,$(wildcard locks/*.txt)) $(ARGS) 2>&1) \
		&& { echo "$$found"; exit; }; \
	grep -qE 'not found on PyPI|ConnectionError|ServiceError' <<< "$$found" || { echo "$$found"; exit 1; }; \
	echo "parley: nothing was audited: https://pypi.org/pypi/ does not answer from here; run this where it does" >&2; exit 2

lock: | $(PY) ## choose the exact versions again (ARGS=--upgrade takes newer ones)
	@$(PY) -m pip install -qq --disable-pip-version-check 'uv>=0.13,<0.14' >&2
	@$(COMPILE) $(ARGS) --all-extras --output-file constraints.txt
	@rm -f locks/*.txt  # else old hashes of files would stay
	@$(COMPILE) --constraint constraints.txt --generate-hashes --no-strip-extras --output-file locks/bot.txt
	@for extra in $(EXTRAS); do \
		$(COMPILE) --constraint constraints.txt --generate-hashes --no-strip-extras --extra $$extra --output-file locks/$$extra.txt; \
	done

clean: ## remove what was installed and generated (not runs/, not databases)
	rm -rf $(VENV) .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.has-runtime: locks/bot.txt | $(PY)
	$(call install,what the bot needs,bot)

$(VENV)/.has-web: locks/web.txt $(VENV)/.has-runtime
	$(call install,what the web page needs,web)

$(VENV)/.has-test-web: locks/test-web.txt $(VENV)/.has-web $(VENV)/.has-dev
	$(call install,what the tests of the page need,test-web)

$(VENV)/.has-dev: locks/dev.txt $(VENV)/.has-runtime
	$(call install,what the tests need,dev)

$(VENV)/.has-docs: locks/docs.txt $(VENV)/.has-runtime
	$(call install,what the site is built with,docs)

$(VENV)/.has-package: locks/package.txt $(VENV)/.has-runtime
	$(call install,what a wheel is built with,package)

$(VENV)/.has-train: locks/train.txt $(VENV)/.has-runtime
	$(call install,TensorFlow and what training needs,train)

$(VENV)/.has-bench: locks/bench.txt $(VENV)/.has-train
	$(call install,what is measured beside Parley,bench)

$(VENV)/.has-fuzz: locks/fuzz.txt $(VENV)/.has-dev
	$(call install,the fuzzer,fuzz)

$(VENV)/.has-deploy: locks/deploy.txt $(VENV)/.has-dev
	$(call install,what deploy/ is checked with,deploy)

# Debian and Ubuntu keep ensurepip, which a new environment needs, in a package of its own.
$(PY):
	@for python in $(PYTHON); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		"$$python" -c 'import ensurepip, venv' 2>/dev/null \
			|| { echo "parley: $$python cannot make an environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }; \
		"$$python" -m venv --clear $(VENV) </dev/null >&2; exit; \
	done; \
	echo "parley: needs Python 3.11 or newer, and found none as: $(PYTHON). Name one: make PYTHON=/path/to/python3" >&2; exit 1
