# Each target sets up what it needs on a machine that has only Python >= 3.11 and make: a virtual environment in the
# checkout, from the lock files with their hashes.

PYTHON ?= python3
INPUT  ?= sample_inputs/people.csv
ENV    ?= sandbox
OUT    ?= out
N      ?= 25
ARGS   ?=

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Two workers a core, since tests wait for time-outs and processes; beyond eight they wait for the disk.
PARALLEL = -n $(shell $(PYTHON) -c 'import os; print(min(8, 2 * os.cpu_count()))') --dist worksteal

# Where it is set, as in many containers, each process of the tests would compile the program anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test test-tools cron lint sandbox ppe-plan ppe-run ppe-dry-run nightly chaos bench bench-limiter docs lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  variables: INPUT=$(INPUT) ENV=$(ENV) OUT=$(OUT) ARGS='more flags'"

# A try-out is not judged by the bad rows that the sample holds on purpose; ppe and prod runs are.
run: $(VENV)/.run  ## the main job on sample_inputs/ in the sandbox; INPUT=, ENV=, OUT= change it
	$(BIN)/ektepakt-batch run "$(INPUT)" --env $(ENV) --out "$(OUT)" $(if $(filter sandbox,$(ENV)),--max-errors 100%) $(ARGS)

sandbox: $(VENV)/.run  ## start the embedded register and Maskinporten, and print the settings that point at them
	$(BIN)/ektepakt-batch sandbox $(ARGS)

# A plan that could be made is a success, also where it says that the run would end with 3 or 75.
ppe-plan: $(VENV)/.run  ## what ppe-run would do, without any network and changing nothing
	@code=0; $(BIN)/ektepakt-batch plan "$(INPUT)" --env ppe --out "$(OUT)" $(ARGS) || code=$$?; \
	  case $$code in 0|3|75) ;; *) exit $$code ;; esac

ppe-run: $(VENV)/.run  ## the main job against the test environment
	$(BIN)/ektepakt-batch run "$(INPUT)" --env ppe --out "$(OUT)" $(ARGS)

ppe-dry-run: $(VENV)/.run  ## doctor, then the main job on a sample of N=25 against the test environment
	$(BIN)/ektepakt-batch doctor "$(INPUT)" --env ppe --out "$(OUT)/ppe-dry-run"
	$(BIN)/ektepakt-batch run "$(INPUT)" --env ppe --sample $(N) --out "$(OUT)/ppe-dry-run" $(ARGS)

# Silent when all is well. Otherwise one line of ours, and make's own, which holds the exit code that make itself hides.
nightly: $(VENV)/.run  ## the main job against production, as cron would run it: silent unless something is wrong
	@$(BIN)/ektepakt-batch run "$(INPUT)" --env prod --out "$(OUT)" -q $(ARGS)

test: lint  ## linters and tests, as many at a time as there are cores
	$(BIN)/python -m pytest -q $(PARALLEL) -m "not tools" $(ARGS)

test-tools: $(VENV)/.readers  ## the tests that need LibreOffice, Chromium, promtool, systemd-analyze, zsh, fish (installs what is missing where you are root) or other readers
	@# RUNLEVEL=1: what comes with a daemon does not start it.
	@{ command -v soffice && command -v chromium && command -v promtool && command -v systemd-analyze && \
	  command -v zsh && command -v fish; } >/dev/null || \
	  [ "$$(id -u)" != 0 ] || \
	  { apt-get update -qq && RUNLEVEL=1 apt-get install -qq -y --no-install-recommends \
	    libreoffice-calc-nogui chromium prometheus systemd zsh fish; } >/dev/null
	$(BIN)/python -m pytest -q -rs -m tools $(ARGS)

cron: $(VENV)/.dev  ## a real cron starts the program every minute for ten minutes, one of which fails (as root; installs cron where it is missing)
	@command -v cron >/dev/null || { apt-get update -qq && apt-get install -qq -y --no-install-recommends cron >/dev/null; }
	PYTHONPATH=.:tests $(BIN)/python tests/deploy/nights_of_cron.py

lint: $(VENV)/.dev  ## ruff, mypy (for Windows too) and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 & windows=$$!; $(BIN)/mypy && wait $$windows
	$(BIN)/lint-imports

chaos: $(VENV)/.dev  ## kill a run at a hundred moments, flip bytes of ledgers, and compare what the next command makes of it
	KILLS=100 $(BIN)/python -m pytest -q tests/acceptance/test_crash.py --timeout=3600 $(ARGS)
	CHAOS=60 $(BIN)/python -m pytest -q tests/acceptance/test_fault_combinations.py --timeout=3600 $(ARGS)
	MOUNTS=1 $(BIN)/python -m pytest -q -rs tests/acceptance/test_file_systems.py $(ARGS)
	NIGHTS=365 $(BIN)/python -m pytest -q tests/acceptance/test_nights.py --timeout=7200 $(ARGS)
	FLIPS=2000 $(BIN)/python -m pytest -q tests/acceptance/test_flipped_bytes.py --timeout=7200 $(ARGS)

bench: $(VENV)/.bench  ## measure against what others wrote (installs nginx where it is missing)
	$(BIN)/python benchmarks/lookup_phase.py
	$(BIN)/python benchmarks/intake_phase.py
	$(BIN)/python benchmarks/read_inputs.py
	$(BIN)/python benchmarks/pollution.py
	$(BIN)/python benchmarks/read_workbooks.py
	$(BIN)/python benchmarks/export.py
	$(BIN)/python benchmarks/compare.py
	$(BIN)/python benchmarks/slow_lane.py
	$(BIN)/python benchmarks/start_up.py

bench-limiter: $(VENV)/.bench  ## the adaptive limit in every simulated scene, and against each fixed one over HTTP
	LIMITER_GRID=1 $(BIN)/python -m pytest -q $(PARALLEL) tests/unit/lookup/test_simulated_limit.py
	$(BIN)/python benchmarks/limiter.py

docs: $(VENV)/.run  ## make the pages anew that are made of declarations: docs/settings.md and docs/tables.md
	$(BIN)/python docs/make_pages.py

lock:  ## pin the dependencies anew, and list them in sbom.cdx.json (needs uv)
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --extra swagger-ui --group build --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements-dev.lock
	uv pip compile --group readers -c requirements-dev.lock --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements-readers.lock
	uv pip compile --group bench -c requirements-dev.lock --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements-bench.lock
	$(MAKE) --no-print-directory sbom.cdx.json

# From an environment, since only what is installed tells its licence; without addresses of any package index.
sbom.cdx.json: requirements.lock pyproject.toml
	@made=$$(mktemp -d) && trap 'rm -rf "$$made"' EXIT && uv venv -q --python 3.11 "$$made/venv" && \
	  VIRTUAL_ENV="$$made/venv" uv pip install -q --require-hashes -r requirements.lock && \
	  uvx -q --from cyclonedx-bom cyclonedx-py environment --pyproject pyproject.toml --mc-type application \
	    --output-reproducible -o "$$made/sbom.json" "$$made/venv" && \
	  $(PYTHON) .ci/without_addresses.py <"$$made/sbom.json" >$@

clean:  ## remove the virtual environment and the tools' caches; never outputs
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "needs the venv module; on Debian: apt-get install python3-venv" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements.lock pyproject.toml
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements-bench.lock
	$(PIP) --require-hashes -r requirements-bench.lock
	@touch $@

$(VENV)/.readers: $(VENV)/.dev requirements-readers.lock
	$(PIP) --require-hashes -r requirements-readers.lock
	@touch $@

# The lock for development holds all of the other, so that one installation does for both.
$(VENV)/.dev: $(VENV)/bin/python requirements-dev.lock pyproject.toml
	$(PIP) --no-compile --require-hashes -r requirements-dev.lock
	$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $(VENV)/.run $@
