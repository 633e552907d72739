# Wenxuan 文选. On a fresh clone, `make book` sets everything up and ends with an EPUB and a PDF in build/.
# Plain recipes for any make since 3.81; nothing outside this folder is touched but what `parts` installs.

VENV     := .venv
BIN      := $(VENV)/bin
READY    := $(VENV)/.ready
LOCK     := requirements.lock
# Pythons to try, in this order; name your own with `make PYTHON=...`.
PYTHON   := python3 python3.14 python3.13 python3.12 python3.11
PYTEST   := -n 2 --dist worksteal
WHAT     := all
N        := 50,500
BEFORE   :=
DOCS     :=

.DEFAULT_GOAL := help
.PHONY: help book test lint messages docs bench lines look mutate check-epub wheel faces lock licences clean system java checkers browser parts

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

messages: $(READY) ## renew the translations in book/messages/locale from the program, name what is to be translated, and compile them
	@PYTHONPATH=. $(BIN)/python tests/tools/catalogues.py

docs: $(READY) ## renew docs/settings.md, docs/commands.md, the JSON Schemas and the sample's book.toml from the program
	@PYTHONPATH=. $(BIN)/python tests/tools/document.py

bench: $(READY) system ## measure speed; WHAT=all|start|read|text|epub|pdf|rebuild|scan|stages|dedupe|report|library|cluster|find|cost|desk, N=50,500, BEFORE=commit, DOCS=--docs
	@$(BIN)/python tests/tools/bench.py $(WHAT) --articles $(N) --before "$(BEFORE)" $(DOCS)

# Goals missed end with 1. The warnings of the build are told elsewhere.
lines: $(READY) system ## measure the pages of finished PDFs: the sample, the hard book, and the articles in ../shared
	@set -e; shared=../shared; rm -rf build/lines; \
	build() { to=build/lines/$$1; shift; $(BIN)/wenxuan build -f pdf -q -o $$to "$$@" 2>/dev/null || test $$? = 1; }; \
	articles() { ls $$1/* | grep -v '[.]json$$' | head -40; }; \
	build sample book/sample; build hard tests/data/hard; \
	for page in A5 A4 A4-2 phone; do build $$page book/sample --page $$page; done; \
	if $(BIN)/python -c 'import typst' 2>/dev/null; then \
	  build typst-sample book/sample --engine typst; build typst-hard tests/data/hard --engine typst; fi; \
	if test -d $$shared; then build seeds $$shared/seeds; build dev $$(articles $$shared/gold/dev); \
	  build pages $$(articles $$shared/pages); build wechat $$(articles $$shared/wechat_md); build print $$shared/cases/print; \
	else echo "$$shared is not here: only the sample and the hard book"; fi; \
	PYTHONPATH=tests/tools $(BIN)/python tests/tools/measure_book.py build/lines/*/*.pdf

# The only target whose result is for eyes: nothing is measured.
look: $(READY) system ## contact sheets in build/look of the hard book: both presses, papers, designs, and its EPUBs in Chromium
	@PYTHONPATH=. $(BIN)/python tests/tools/look.py

mutate: $(READY) system ## small deliberate faults where things are decided: does a test fail? (docs/contributing.md)
	@$(BIN)/python tests/tools/mutate.py

# The tools end with 77 where they could not run. That is a failure, unless WENXUAN_ALLOW_NOT_RUN=1 (see .ci/run).
check-epub: $(READY) system browser ## show books in epub.js and foliate-js, and Ace by DAISY; needs Chromium and npm
	@{ sh tests/tools/readers/install.sh && $(BIN)/python tests/tools/reading.py && \
	  sh tests/tools/ace.sh build/check/sample.epub build/check/sample-vertical.epub build/check/proof-song-horizontal.epub; } || \
	  { test $$? = 77 && test "$$WENXUAN_ALLOW_NOT_RUN" = 1; }

wheel: $(READY) ## build the wheel in dist/, with the fonts of `make faces` if they are there
	@$(BIN)/python -m build --wheel --no-isolation

faces: $(READY) ## bring the fonts that a wheel takes along: 楷体, Arabic, Tibetan, Mongolian, Yi (OFL; from Debian, 64 MB to load)
	@$(BIN)/python tests/tools/faces.py

# uv (MIT or Apache-2.0) resolves for every system and Python at once, from 3.11.0 up; it is not needed for anything else. It writes
# hashes and no address: the packages come from whatever index pip is set to. `make lock UPGRADE=` keeps the versions that still fit.
UPGRADE := --upgrade
lock: ## renew requirements.lock from pyproject.toml; run make test before you keep it
	@set -e; dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; py=$$($(FIND_PYTHON)); \
	$$py -m venv "$$dir"; "$$dir/bin/python" -m pip install -q --disable-pip-version-check uv; \
	"$$dir/bin/uv" pip compile -q pyproject.toml --extra dev -o $(LOCK) $(UPGRADE) --generate-hashes --universal \
	  --python-version 3.11 --fork-strategy fewest --annotation-style line --custom-compile-command 'make lock'

licences: $(READY) ## list name, version and licence of everything in requirements.lock
	@$(BIN)/python tests/tools/licences.py $(LOCK)

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
	for py in $(PYTHON); do command -v "$$py" && break; done >/dev/null || $(MAKE) -s parts NEED='python3 python3-venv'; \
	py=$$($(FIND_PYTHON)) || { \
	  echo 'Wenxuan needs Python 3.11 or newer; here is: '"$$(python3 --version 2>&1)"'.' >&2; \
	  echo 'Install a newer one, then name it: make PYTHON=python3.12 ...' >&2; exit 1; }; \
	"$$py" -c 'import ensurepip, venv' 2>/dev/null || \
	  $(MAKE) -s parts NEED="$$("$$py" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; \
	$(BIN)/python -m pip --version >/dev/null 2>&1 || "$$py" -m venv --clear $(VENV); \
	echo 'Setting up $(VENV) (a minute or two, once) ...'; \
	pip="$(BIN)/python -m pip install -q --disable-pip-version-check"; \
	$$pip --require-hashes -r $(LOCK); \
	$$pip --no-deps --no-build-isolation -e .; \
	echo '$(CURDIR)' > $(READY)

# ----------------------------------------------------------------------------------- the system side: libraries, fonts

# The program itself knows what a PDF needs: ask it, install what is missing, ask again. It says what is still missing.
define ASK
import sys
from book.findings import MissingPart
from book.system.parts import DEBIAN, missing_parts, require_pdf_parts
print(*dict.fromkeys(DEBIAN[part] for part in missing_parts()))
try:
    require_pdf_parts()
except MissingPart as missing:
    sys.exit(f"{missing}. {missing.next_step}")
endef
export ASK

system: $(READY)
	@need=$$($(BIN)/python -c "$$ASK" 2>/dev/null) || \
	  { $(MAKE) -s parts NEED="$$need" && $(BIN)/python -c "$$ASK" >/dev/null; }

# For tests only: EPUBCheck is a Java program.
java:
	@java -version >/dev/null 2>&1 || $(MAKE) -s parts NEED=default-jre-headless

# For those tests that are skipped without: veraPDF is compiled here, poppler draws pages, qpdf reads sheets.
checkers: ## install a JDK, poppler and qpdf, so that no test is skipped
	@need=; javac -version >/dev/null 2>&1 || need=default-jdk-headless; \
	command -v pdftoppm >/dev/null || need="$$need poppler-utils"; \
	command -v qpdf >/dev/null || need="$$need qpdf"; \
	$(MAKE) -s parts NEED="$$need"

# For check-epub only. Node.js often comes with an npm that is not Debian's: neither is then to be installed.
browser:
	@need=; { test -n "$$CHROMIUM" || command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null || \
	  need=chromium; \
	command -v npm >/dev/null || need="$$need npm"; \
	$(MAKE) -s parts NEED="$$need"

# Parts go by Debian's names. What others call them, where they do so otherwise:
dnf.python3-venv           := python3
dnf.libpango-1.0-0         := pango
dnf.libpangoft2-1.0-0      := pango
dnf.libharfbuzz-subset0    := harfbuzz
dnf.fonts-noto-cjk         := google-noto-serif-cjk-fonts google-noto-sans-cjk-fonts
dnf.default-jre-headless   := java-latest-openjdk-headless
dnf.default-jdk-headless   := java-latest-openjdk-devel
dnf.npm                    := nodejs-npm
pacman.python3             := python
pacman.python3-venv        := python
pacman.libpango-1.0-0      := pango
pacman.libpangoft2-1.0-0   := pango
pacman.libharfbuzz-subset0 := harfbuzz
pacman.fonts-noto-cjk      := noto-fonts-cjk
pacman.default-jre-headless := jre-openjdk-headless
pacman.default-jdk-headless := jdk-openjdk
pacman.poppler-utils       := poppler
brew.python3               := python
brew.python3-venv          := python
brew.libpango-1.0-0        := pango
brew.libpangoft2-1.0-0     := pango
brew.libharfbuzz-subset0   := harfbuzz
brew.fonts-noto-cjk        := font-noto-serif-cjk-sc font-noto-sans-cjk-sc
brew.default-jre-headless  := openjdk
brew.default-jdk-headless  := openjdk
brew.poppler-utils         := poppler
brew.npm                   := node
in_words_of = $(sort $(foreach part,$(patsubst python3.%-venv,python3-venv,$(NEED)),$(or $($(1).$(part)),$(part))))

# Installs what is needed, each part by itself, where there is apt-get and we are root or have sudo; elsewhere says what to run,
# and fails.
APT := env DEBIAN_FRONTEND=noninteractive apt-get
parts:
	@test -n '$(strip $(NEED))' || exit 0; \
	if command -v apt-get >/dev/null; then \
	  line='apt-get install -y'; \
	  if test "$$(id -u)" = 0; then sudo=; elif command -v sudo >/dev/null; then sudo=sudo; \
	  else echo "Missing: parts of the system. As root, run: $$line $(strip $(NEED))" >&2; exit 1; fi; \
	  echo "Installing parts of the system: $(strip $(NEED))"; \
	  $$sudo $(APT) update -qq || echo 'The package lists could not be renewed; going on with the old ones.' >&2; \
	  failed=; for part in $(NEED); do \
	    $$sudo $(APT) install -y -qq --no-install-recommends $$part >/dev/null || failed="$$failed $$part"; done; \
	  test -z "$$failed" || { echo "That failed. Run it yourself: sudo $$line$$failed" >&2; exit 1; }; \
	else \
	  line='install what Debian calls: $(strip $(NEED))'; \
	  command -v dnf >/dev/null && line='run: sudo dnf install $(call in_words_of,dnf)'; \
	  command -v pacman >/dev/null && line='run: sudo pacman -S $(call in_words_of,pacman)'; \
	  command -v brew >/dev/null && line='run: brew install $(call in_words_of,brew)'; \
	  echo "Missing: parts of the system. Please $$line" >&2; exit 1; \
	fi
