# Everything a newcomer needs is `make serve` and `make test`; `make` alone lists the rest.
# Only make and Python >= 3.11 are required. What is installed stands in the locks and goes into .venv.

PYTHON ?= python3
UV ?= uv
ARGS ?=

VENV := .venv
# as a module, not as a script: the folder may be moved, and its name may hold spaces
RUN := $(VENV)/bin/python -m
# readable by the system user that runs PostgreSQL when root does not
PIP := umask 022 && PIP_DISABLE_PIP_VERSION_CHECK=1 $(RUN) pip --quiet install
# what was installed last; a second run finds them newer than the locks and does nothing
LOCAL := $(VENV)/.installed-local
DEV := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install serve test check soak bench openapi sdk lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: $(LOCAL) ## Install what `make serve` needs into .venv

serve: $(LOCAL) ## Serve on http://127.0.0.1:8000, with a PostgreSQL of its own
	@$(RUN) app.cli serve

test: $(DEV) ## Run the tests; ARGS='-k name' picks some
	@$(RUN) pytest --numprocesses 2 $(ARGS)

check: $(DEV) ## Check format, lint, types, imports, dependencies, migrations and the OpenAPI document
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) mypy --package openapi
	$(VENV)/bin/lint-imports
	$(RUN) deptry app
	@mkdir -p build
	$(RUN) alembic upgrade head --sql > build/migrations.sql
	$(VENV)/bin/squawk build/migrations.sql
	$(RUN) app.cli openapi --output build/openapi.json --output build/openapi.yaml
	@for form in json yaml; do cmp -s build/openapi.$$form openapi/openapi.$$form \
		|| { echo "openapi/openapi.$$form is not what the code says: run \`make openapi\`."; exit 1; }; done
	@.ci/check-breaking

soak: $(DEV) ## Kill the service at its worst moments again and again; takes a minute or two
	@$(RUN) pytest tests/faults/kill_check.py $(ARGS)

bench: $(DEV) ## Measure the read path beside its limit
	@$(VENV)/bin/python bench/run.py $(ARGS)

openapi: $(LOCAL) ## Write openapi/openapi.json and openapi/openapi.yaml anew
	@$(RUN) app.cli openapi --output openapi/openapi.json --output openapi/openapi.yaml

sdk: $(LOCAL) ## Generate clients in Python, TypeScript and Dart into build/sdk; needs Node and Java
	@.ci/make-sdk $(VENV)/bin/python

# no header: it would repeat the command of whoever ran it; where packages come from is not written by default
COMPILE = $(UV) pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header
lock: ## Resolve the dependencies anew into the locks; needs uv. ARGS=--upgrade takes newer releases
	$(COMPILE) $(ARGS) --extra redis -o requirements.lock
	$(COMPILE) $(ARGS) --extra embedded --extra build -o requirements-local.lock
	$(COMPILE) $(ARGS) --extra redis --extra embedded --extra build --extra dev -o requirements-dev.lock
	$(subst pyproject.toml,.ci/sdk.in,$(COMPILE)) $(ARGS) -o .ci/sdk.lock

clean: ## Remove what was installed and built; the data in .inovasi stay
	rm -rf $(VENV) build .mypy_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis
	find app alembic tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "This needs Python 3.11 or newer, which '$(PYTHON)' is not: name one, as in make serve PYTHON=python3.12."; \
		exit 1; }
	@umask 022 && $(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(LOCAL): requirements-local.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing requirements-local.lock into $(VENV); only a change of it makes this happen again."
	@$(PIP) --require-hashes -r requirements-local.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# the lock of the tests holds all of the other one
$(DEV): requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing requirements-dev.lock into $(VENV); only a change of it makes this happen again."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $(LOCAL) $@
