# Everything a person runs. Each target sets up what it needs: Python 3.11+ and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Compiled once: an editable install does not, and where PYTHONDONTWRITEBYTECODE is set every start would, for 0.2 s.
FOLDERS := bot commands desk playbook policy sandbox store views

# Where an environment forbids bytecode, as containers do, every process of the tests would compile the house anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help sandbox test check bench chaos lock clean picture
help:          ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 16

sandbox: $(VENV)/.run ## a Slack-like workspace in the browser with the bot in it
	$(BIN)/ecoops sandbox

# Three workers for two cores: stories wait for one another's clocks and deliveries a quarter of their time.
test: $(VENV)/.test ## run the tests
	$(BIN)/python -m pytest -n 3 --dist loadgroup

check: $(VENV)/.test ## lint and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.test ## measure, as ratios within one run
	$(BIN)/python -m bench

chaos: $(VENV)/.test ## the long reliability run: hundreds of kills, crowds and storms, a thousand histories
	ECOOPS_CHAOS=1 $(BIN)/python -m pytest -n 2 --timeout 3600 tests/reliability tests/clocks/test_histories.py \
		tests/security/test_hostile_text.py

LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -q
lock:          ## refresh the pinned requirements (needs uv)
	$(LOCK) --group pip -o requirements/pip.txt
	$(LOCK) --group build pyproject.toml -o requirements/run.txt
	$(LOCK) --group build --group test --all-extras -c requirements/run.txt pyproject.toml -o requirements/test.txt

clean:         ## remove what the other targets made
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis artifacts
	find $(FOLDERS) -name __pycache__ -prune -exec rm -rf {} +

# What is installed is compiled on all processors at once; pip would on one. Not every file of every package compiles.
# The warning that goes unseen is the one of every editable package: its folder may be found before it.
define install
	$(PIP) --require-hashes --no-compile -r requirements/$(1).txt
	PYTHONWARNINGS=ignore $(PIP) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -qq -j 0 -x '/tests?/' $(VENV)/lib || true
	$(BIN)/python -m compileall -q $(FOLDERS)
endef

# Python brings a pip of its own age; one of ours reads the packages' indexes in a fraction of the time.
$(VENV)/.pip: requirements/pip.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "EcoOps needs Python 3.11 or newer; $$($(PYTHON) --version) was found. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements/pip.txt
	@touch $@

$(VENV)/.run: $(VENV)/.pip requirements/run.txt pyproject.toml
	$(call install,run)
	@touch $@

# All that it takes to run, and more.
$(VENV)/.test: $(VENV)/.pip requirements/test.txt pyproject.toml
	$(call install,test)
	@touch $(VENV)/.run $@

picture: $(VENV)/.test ## make the picture in the README
	$(BIN)/python -m docs.picture
