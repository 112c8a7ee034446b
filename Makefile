# The two commands a newcomer needs: `make run` and `make test`. `make help` lists the rest.
# Variables: PORT=8000 ADDRESS=localhost DATABASE_URL=... ; all of them are in .env.example.

MAKEFLAGS += --no-print-directory
BIN := .venv/bin
SCRIPTS := static templates/theme.js tests/scripts
PACKAGES := vocabulary copydesk outlet staff sources photos authors articles filing fronts desk newsroom
NEWSROOM_ENV ?= local
.DEFAULT_GOAL := help
.PHONY: run test help setup setup-dev demo lint format slow browser scripts bench

run demo bench: export NEWSROOM_ENV := $(NEWSROOM_ENV)
run: setup ## serve the site at http://localhost:8000/ (PORT=8010 chooses another port); Ctrl-C ends it
	@exec $(BIN)/python manage.py serve --prepare

test: setup-dev ## run the fast tests, in parallel (ARGS="tests/articles -x" narrows them)
	@exec $(BIN)/python -m pytest -n auto -q $(ARGS)

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## make .venv and install what runs (run and test do it themselves)
	@bin/setup requirements.txt

setup-dev:
	@bin/setup requirements-dev.txt

demo: setup ## add generated stories for measuring (ARTICLES=1000)
	@$(BIN)/python manage.py migrate --verbosity 0
	@exec $(BIN)/python manage.py demo --articles $(or $(ARTICLES),1000)

lint: setup-dev ## check style, formatting, migrations, static files and the settings of production
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/oxlint $(SCRIPTS)
	@$(BIN)/oxfmt --list-different $(SCRIPTS)
	@$(BIN)/djhtml --tabwidth 2 --check templates
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/python -m pytest -q --no-header tests/test_templates.py
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@env $(PRODUCTION) $(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@env $(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

# Only what .env.example calls needed in production, so that its list stays true.
PRODUCTION := NEWSROOM_VAR=build/lint NEWSROOM_ENV=production NEWSROOM_HOSTS=paper.example \
	NEWSROOM_BASE_URL=https://paper.example DATABASE_URL=postgres:///newsroom \
	NEWSROOM_SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz

format: setup-dev ## put code, templates and scripts in order
	@$(BIN)/ruff check --fix $(PACKAGES) tests bin
	@$(BIN)/ruff format $(PACKAGES) tests bin
	@$(BIN)/oxlint --fix $(SCRIPTS)
	@$(BIN)/oxfmt $(SCRIPTS)
	@$(BIN)/djhtml --tabwidth 2 templates

slow: setup-dev ## run the slow tests too, which need many rows or much time
	@exec $(BIN)/python -m pytest -n auto -q -m "not browser" $(ARGS)

browser: ## drive the pages with Debian's chromium
	@bin/setup requirements-browser.txt
	@exec $(BIN)/python -m pytest -q -m browser $(ARGS)

scripts: ## test the pure functions of the pages' scripts (needs node 18 or newer)
	@exec node --test tests/scripts/*.test.js

bench: setup ## measure every kind of page of the site in var/ (ARGS="--rounds 100")
	@exec $(BIN)/python manage.py bench $(ARGS)
