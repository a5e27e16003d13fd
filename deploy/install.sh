#!/usr/bin/env bash
# Install an unpacked bundle without any network: checks the checksums, makes .venv, installs the wheels, gathers the static files.
#   deploy/install.sh                 run inside the unpacked folder; PY names another Python 3.11
set -euo pipefail
cd "$(dirname "$0")/.."
PY=${PY:-python3.11}
command -v "$PY" >/dev/null || { echo "缺少 $PY：请安装 Python 3.11，或以 PY=… 指定"; exit 1; }
[ -d wheels ] || { echo "这里没有 wheels/：请在解开的离线包里运行（deploy/bundle.sh 可制作）"; exit 1; }
sha256sum --check --quiet SHA256SUMS || { echo "离线包内容与 SHA256SUMS 不符，没有安装"; exit 1; }
"$PY" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels -r requirements.txt
# the static files want no database, no broker and no key: a throw-away value for this one command
SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
  DATABASE_URL=postgresql:///unused REDIS_URL=redis://unused ALLOWED_HOSTS=unused DUBAN_BASE_URL=https://unused \
  DUBAN_VAR="$PWD/build" DJANGO_SETTINGS_MODULE=duban.settings.prod \
  .venv/bin/python manage.py collectstatic --noinput --verbosity 0
rm -rf static-root && mv build/static static-root && rmdir build
echo "已安装。静态文件在 $PWD/static-root；下一步见 docs/operations.md 第 2 节。"
