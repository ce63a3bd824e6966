# Everything a person runs. Each target sets up what it needs: Python 3.11+ and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
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

lock:          ## refresh the pinned requirements (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -q --group build pyproject.toml -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -q --group build --group test --all-extras -c requirements/run.txt pyproject.toml -o requirements/test.txt

clean:         ## remove what the other targets made
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis artifacts
	find $(FOLDERS) -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "EcoOps needs Python 3.11 or newer; $$($(PYTHON) --version) was found. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q $(FOLDERS)
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

picture: $(VENV)/.test ## make the picture in the README
	$(BIN)/python -m docs.picture
