# Fangzhi: `make` lists the targets. A machine with Python 3.11 or newer, make and git is enough.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
CORPUS ?= seeds
OUT ?= _build/html
export FANGZHI_CACHE ?= $(CURDIR)/_build/cache

.DEFAULT_GOAL := help
.PHONY: help book pdf lab test check quick unit coverage bench torture fuzz mutants release sbom lock hooks browser clean

help: ## list the targets
	@echo "Fangzhi: a folder of Chinese local news goes in, a published Jupyter Book comes out."
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1@\2/p' $(MAKEFILE_LIST) | awk -F@ '{printf "%-14s %s\n", $$1, $$2}'
	@echo "  another corpus: make book CORPUS=folder OUT=site"

# The environment is made anew when the lock changes; the project itself is only linked into it.
$(VENV)/packages: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Fangzhi needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.12"; exit 2; }
	@echo "Making $(VENV) (once; again when requirements.lock changes) ..."
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/project: $(VENV)/packages pyproject.toml
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(BIN)/python -m ipykernel install --sys-prefix --name fangzhi --display-name Fangzhi >/dev/null 2>&1
	@touch $@

$(VENV)/tools: $(VENV)/packages requirements-dev.lock
	@echo "Adding the test tools ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

book: $(VENV)/project ## build the book of CORPUS (default: seeds) into OUT (default: _build/html)
	@$(BIN)/fangzhi book "$(CORPUS)" --out "$(OUT)"

pdf: $(VENV)/project ## the book with itself as a PDF in OUT/book.pdf (needs Chromium, Chrome or Edge)
	@$(BIN)/fangzhi book "$(CORPUS)" --out "$(OUT)" --pdf

# Left to itself, JupyterLab asks the network whether there is a newer one, and for news.
lab: $(VENV)/project ## open JupyterLab on the notebooks, at the one to explore
	@$(BIN)/jupyter lab --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate --LabApp.news_url=None notebooks/07_explore.ipynb

test: check unit ## everything that CI checks: lint, types, import rules, tests, the book, its pages in a browser

check: $(VENV)/project $(VENV)/tools ## lint, format, types and import rules, in seconds
	@$(BIN)/pre-commit run --all-files --show-diff-on-failure
	@$(BIN)/mypy
	@$(BIN)/lint-imports

quick: check ## the checks, and the tests that build no book and open no browser, in minutes
	@$(BIN)/pytest -n 2 --dist worksteal -m "not slow"

unit: $(VENV)/project $(VENV)/tools browser
	@$(BIN)/pytest -n 2 --dist worksteal

coverage: $(VENV)/project $(VENV)/tools browser ## run the tests, and measure which lines and branches they reach
	@rm -rf _build/coverage && mkdir -p _build/coverage
	@$(BIN)/coverage run -m pytest -n 2 --dist worksteal
	@$(BIN)/coverage combine -q && $(BIN)/coverage report

browser: $(VENV)/project $(VENV)/tools
	@$(BIN)/python tests/browser.py --install

# What the tables are timed beside; never in the project's own environment.
_build/peers/ready: benchmarks/requirements.txt
	@rm -rf _build/peers && $(PYTHON) -m venv _build/peers
	@_build/peers/bin/python -m pip install -qq --upgrade pip
	@_build/peers/bin/python -m pip install -qq -r benchmarks/requirements.txt -e .
	@touch $@

bench: $(VENV)/project _build/peers/ready ## measure speed, memory and growth, and write what was measured into the documentation
	@$(BIN)/python benchmarks/speed.py --full --write

torture: $(VENV)/project $(VENV)/tools browser ## faults and hostile input at full length, and what was tried into the documentation
	@FANGZHI_TORTURE=1 $(BIN)/pytest -n 2 --dist worksteal tests/faults tests/hostile --junitxml=_build/torture.xml
	@$(BIN)/python tools/torture.py _build/torture.xml

_build/fuzz/site: tests/fuzz/requirements.txt $(VENV)/project
	@$(PIP) --require-hashes --target $@ -r $<
	@touch $@

# In two rounds: what the fuzzer notes of the code it has seen grows until its process ends, and its memory has a bound.
SECONDS ?= 600
fuzz: _build/fuzz/site ## look for inputs that break a promise, by coverage, SECONDS (default: 600) for each target (Linux, macOS)
	@for target in read read split split dates dates places places; do \
	  PYTHONPATH=$< $(BIN)/python tests/fuzz/run.py $$target $$(($(SECONDS) / 2)) || exit; done

_build/mutation/site: tests/mutation/requirements.txt $(VENV)/tools
	@$(PIP) --require-hashes --no-deps --target $@ -r $<
	@touch $@

N ?= 150
mutants: _build/mutation/site ## change the code in small ways, N (default: 150) for each package, and tell what no test noticed (Linux, macOS)
	@PYTHONPATH=$(CURDIR)/$< $(BIN)/python tests/mutation/run.py $(N)

release: OUT = _build/release
release: $(VENV)/project $(VENV)/tools ## write the package, the book, the tables, an SBOM and checksums into OUT (default: _build/release)
	@$(BIN)/python tools/release.py "$(OUT)"

sbom: OUT = _build/sbom
sbom: $(VENV)/project $(VENV)/tools ## write what is pinned, with hashes and licences, into OUT (default: _build/sbom)
	@$(BIN)/python tools/bom.py "$(OUT)"

lock: ## resolve requirements.lock and requirements-dev.lock again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q pyproject.toml --group build -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q --group dev -c requirements.lock -o requirements-dev.lock

hooks: $(VENV)/tools ## run the checks before each commit
	@$(BIN)/pre-commit install

clean: ## remove everything that was built, the environment included
	rm -rf $(VENV) _build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
