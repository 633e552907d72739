#!/bin/sh
# Installs what tests/tools/readers/package.json names into build/readers, once. Without npm or the network it says so, and ends with 77.
set -eu
here=$(cd "$(dirname "$0")/../../.." && pwd)
into="$here/build/readers"
mkdir -p "$into"
cmp -s "$here/tests/tools/readers/package.json" "$into/package.json" && test -d "$into/node_modules/epubjs" && exit 0
command -v npm >/dev/null || { echo 'NOT RUN: npm is not installed.' >&2; exit 77; }
node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' ||
  { echo 'NOT RUN: Ace and the reading systems need Node.js 18 or newer.' >&2; exit 77; }
rm -rf "$into/node_modules"
cp "$here/tests/tools/readers/package.json" "$into/package.json.new"
mv "$into/package.json.new" "$into/package.json"
(cd "$into" && npm install --silent --fetch-retries=1 --ignore-scripts --no-audit --no-fund --no-package-lock >install.log 2>&1) && exit 0
rm -f "$into/package.json"
echo 'NOT RUN: npm could not install Ace and the reading systems.' >&2
tail -n 3 "$into/install.log" >&2
exit 77
