#!/bin/sh
# Ace by DAISY over EPUBs: sh tests/ace.sh FILE… ; fails on a violation. Wants npm (the first time) and Debian's chromium.
# The three packages instead of @daisy/ace, whose Electron cannot be fetched everywhere. Kept in build/ace.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
ace="$here/build/ace"
mkdir -p "$ace"
if ! test -x "$ace/node_modules/.bin/ace-cli"; then
  (cd "$ace" && npm install --silent --no-audit --no-fund --ignore-scripts --prefix . \
    @daisy/ace-cli @daisy/ace-core @daisy/ace-axe-runner-puppeteer >/dev/null 2>&1) ||
    { echo 'Ace could not be installed (npm); not run.'; exit 0; }
fi
PUPPETEER_EXECUTABLE_PATH=$(command -v chromium)
export PUPPETEER_EXECUTABLE_PATH
for file in "$@"; do
  out="$ace/report-$(basename "$file" .epub)"
  "$ace/node_modules/.bin/ace-cli" -f -s -o "$out" "$file" >/dev/null
  python3 - "$out/report.json" "$file" <<'PY'
import json, sys
report = json.load(open(sys.argv[1], encoding="utf-8"))
for page in report["assertions"]:
    for fault in page["assertions"]:
        print(page["earl:testSubject"]["url"], fault["earl:test"]["dct:title"], fault["earl:result"]["dct:description"][:200])
outcome = report["earl:result"]["earl:outcome"]
print(f"Ace: {sys.argv[2]}: {outcome}")
sys.exit(outcome != "pass")
PY
done
