#!/bin/sh
# Ace by DAISY over EPUBs: sh tests/tools/ace.sh FILE… ; fails on a violation, and with 77 where it could not run.
# tests/tools/readers/install.sh has installed it: three packages instead of @daisy/ace, whose Electron cannot be fetched everywhere.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
ace="$here/build/readers/node_modules/.bin/ace-cli"
PUPPETEER_EXECUTABLE_PATH=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)} ||
  { echo 'NOT RUN: Ace, for Chromium is not installed.' >&2; exit 77; }
export PUPPETEER_EXECUTABLE_PATH
for file in "$@"; do
  out="$here/build/readers/ace-$(basename "$file" .epub)"
  "$ace" -f -s -o "$out" "$file" >/dev/null
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
