#!/usr/bin/env bash
# Make the offline bundle: source, wheels of everything pinned, checksums. Needs a package index once; what comes out needs none.
#   deploy/bundle.sh [FOLDER]        writes FOLDER/duban-VERSION.tar.gz (default: dist)
# Wheels fit the Python and the kind of machine that this runs on: make the bundle on the same system as the servers.
set -euo pipefail
cd "$(dirname "$0")/.."
PY=${PY:-python3.11}
out=$(mkdir -p "${1:-dist}" && cd "${1:-dist}" && pwd)
version=$(git describe --tags --always)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
name=duban-$version
mkdir -p "$work/$name/wheels"
git archive HEAD | tar -x -C "$work/$name"
# pip wheel builds what an index has only as source, so that a server needs no compiler
"$PY" -m pip wheel --quiet --disable-pip-version-check --wheel-dir "$work/$name/wheels" -r requirements.txt
(cd "$work/$name" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum > SHA256SUMS)
tar -C "$work" --owner=0 --group=0 --numeric-owner -czf "$out/$name.tar.gz.partial" "$name"
mv "$out/$name.tar.gz.partial" "$out/$name.tar.gz"
(cd "$out" && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
echo "$out/$name.tar.gz（$(ls "$work/$name/wheels" | wc -l) 个安装包，$(du -h "$out/$name.tar.gz" | cut -f1)）"
