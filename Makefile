# Wenxuan 文选. On a fresh clone, `make book` sets everything up and ends with an EPUB and a PDF in build/.
# Plain recipes for any make since 3.81; nothing outside this folder is touched but what `parts` installs.

VENV     := .venv
BIN      := $(VENV)/bin
READY    := $(VENV)/.ready
LOCK     := requirements.lock
# Pythons to try, in this order; name your own with `make PYTHON=...`.
PYTHON   := python3 python3.14 python3.13 python3.12 python3.11
PYTEST   := -n 2
WHAT     := all
ARTICLES := 200

.DEFAULT_GOAL := help
.PHONY: help book test lint docs bench lines check-epub wheel lock clean system java browser parts

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

book: $(READY) system ## set up, then make the sample book in build/
	@$(BIN)/wenxuan build book/sample -o build

test: $(READY) system java ## set up, then lint, types, import contracts and every test (PYTEST=... for pytest)
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest $(PYTEST)

lint: $(READY) ## ruff, mypy and the import contracts
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m mypy
	$(BIN)/lint-imports

docs: $(READY) ## renew docs/settings.md, docs/commands.md and the JSON Schemas from the program
	@PYTHONPATH=. $(BIN)/python tests/tools/document.py

bench: $(READY) system ## measure the stages; WHAT=all|read|text|epub|pdf|scan|dedupe, ARTICLES=200
	@$(BIN)/python tests/tools/bench.py $(WHAT) --articles $(ARTICLES)

# Goals missed end with 1. The warnings of the build are told elsewhere.
lines: $(READY) system ## measure the lines of the PDFs of the sample, and of the articles in ../shared
	@set -e; shared=../shared; \
	build() { to=build/lines/$$1; shift; rm -rf $$to; $(BIN)/wenxuan build -f pdf -q -o $$to "$$@" 2>/dev/null; }; \
	build sample book/sample; \
	if test -d $$shared; then build seeds $$shared/seeds; \
	  build dev $$(ls $$shared/gold/dev/* | grep -v '[.]json$$'); else echo "$$shared is not here: only the sample"; fi; \
	$(BIN)/python tests/tools/measure.py build/lines/*/*.pdf

check-epub: $(READY) system browser ## show books in epub.js and foliate-js, and Ace by DAISY; needs Chromium and npm
	@sh tests/tools/readers/install.sh || exit 0; $(BIN)/python tests/tools/reading.py && \
	  sh tests/tools/ace.sh build/check/sample.epub build/check/sample-vertical.epub build/check/proof-song-horizontal.epub

wheel: $(READY) ## build the wheel in dist/
	@$(BIN)/python -m build --wheel --no-isolation

lock: ## renew requirements.lock from pyproject.toml, in a throw-away environment
	@set -e; dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; py=$$($(FIND_PYTHON)); \
	$$py -m venv "$$dir"; "$$dir/bin/python" -m pip install -q '.[dev]'; \
	sed -n '/^#/p; /^opencc-python-reimplemented/p' $(LOCK) > "$$dir/lock"; \
	"$$dir/bin/python" -m pip freeze --exclude wenxuan >> "$$dir/lock"; \
	cp "$$dir/lock" $(LOCK); echo "$(LOCK) is renewed; run make test before you keep it."

clean: ## remove outputs and caches (not .venv)
	rm -rf build/* dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find book tests -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------------------- the Python side: .venv

# The first Python that is new enough; fails where there is none.
FIND_PYTHON = for py in $(PYTHON); do \
	  "$$py" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$py" && break; done

# The stamp says for which folder .venv was made: in a copied or moved checkout it would lead to the old place.
$(shell test ! -f $(READY) || test "$$(cat $(READY))" = '$(CURDIR)' || rm -rf $(VENV))

# Debian splits `venv` off Python, into a package named after the version. A .venv without pip is one that broke off.
$(READY): pyproject.toml $(LOCK)
	@set -e; \
	for py in $(PYTHON); do command -v "$$py" && break; done >/dev/null || $(MAKE) -s parts NEED=python; \
	py=$$($(FIND_PYTHON)) || { \
	  echo 'Wenxuan needs Python 3.11 or newer; here is: '"$$(python3 --version 2>&1)"'.' >&2; \
	  echo 'Install a newer one, then name it: make PYTHON=python3.12 ...' >&2; exit 1; }; \
	"$$py" -c 'import ensurepip, venv' 2>/dev/null || $(MAKE) -s parts NEED=venv \
	  apt.venv="$$("$$py" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; \
	$(BIN)/python -m pip --version >/dev/null 2>&1 || "$$py" -m venv --clear $(VENV); \
	echo 'Setting up $(VENV) (a minute or two, once) ...'; \
	pip="$(BIN)/python -m pip install -q --disable-pip-version-check -c $(LOCK)"; \
	$$pip hatchling editables; \
	$$pip --no-build-isolation -e '.[dev]'; \
	echo '$(CURDIR)' > $(READY)

# ----------------------------------------------------------------------------------- the system side: libraries, fonts

# The program itself knows what a PDF needs: ask it, install, ask again. It says what is still missing.
define ASK
import sys
from book.findings import MissingPart
from book.system import require_pdf_parts
try:
    require_pdf_parts()
except MissingPart as missing:
    sys.exit(f"{missing}. {missing.next_step}")
endef
export ASK

system: $(READY)
	@$(BIN)/python -c "$$ASK" 2>/dev/null || { $(MAKE) -s parts NEED=pdf && $(BIN)/python -c "$$ASK"; }

# For tests only: EPUBCheck is a Java program.
java:
	@java -version >/dev/null 2>&1 || $(MAKE) -s parts NEED=java

# For check-epub only.
browser:
	@{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null && \
	  command -v npm >/dev/null || $(MAKE) -s parts NEED=browser

# What each need is called by the package managers that we know.
apt.python  := python3 python3-venv
apt.venv    := python3-venv
apt.pdf     := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk
apt.java    := default-jre-headless
apt.browser := chromium npm
dnf.python  := python3
dnf.venv    := python3
dnf.pdf     := pango google-noto-serif-cjk-fonts google-noto-sans-cjk-fonts
dnf.java    := java-latest-openjdk-headless
dnf.browser := chromium nodejs-npm
pacman.python := python
pacman.venv := python
pacman.pdf  := pango noto-fonts-cjk
pacman.java := jre-openjdk-headless
pacman.browser := chromium npm
brew.python := python
brew.venv   := python
brew.pdf    := pango font-noto-serif-cjk-sc font-noto-sans-cjk-sc
brew.java   := openjdk
brew.browser := chromium node

# Installs what is needed where there is apt-get and we are root or have sudo; elsewhere says what to run, and stops.
APT := env DEBIAN_FRONTEND=noninteractive apt-get
parts:
	@if command -v apt-get >/dev/null; then \
	  line='apt-get install -y $(apt.$(NEED))'; \
	  if test "$$(id -u)" = 0; then sudo=; elif command -v sudo >/dev/null; then sudo=sudo; \
	  else echo "Missing: parts of the system. As root, run: $$line" >&2; exit 1; fi; \
	  echo "Installing parts of the system: $(apt.$(NEED))"; \
	  $$sudo $(APT) update -qq || echo 'The package lists could not be renewed; going on with the old ones.' >&2; \
	  $$sudo $(APT) install -y -qq --no-install-recommends $(apt.$(NEED)) >/dev/null || { \
	    echo "That failed. Run it yourself: sudo $$line" >&2; exit 1; }; \
	else \
	  line='install what Debian calls: $(apt.$(NEED))'; \
	  command -v dnf >/dev/null && line='run: sudo dnf install $(dnf.$(NEED))'; \
	  command -v pacman >/dev/null && line='run: sudo pacman -S $(pacman.$(NEED))'; \
	  command -v brew >/dev/null && line='run: brew install $(brew.$(NEED))'; \
	  echo "Missing: parts of the system. Please $$line" >&2; exit 1; \
	fi
