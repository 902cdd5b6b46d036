# What ./juncture sets up (./juncture test once), by hand.
BIN := .venv/bin

.PHONY: check lint types arrows tables fix test demo lock

check: lint types arrows tables

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

arrows:
	PYTHONPATH=src $(BIN)/lint-imports

tables:
	$(BIN)/python -m juncture.site manage makemigrations --check --dry-run

fix:
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test:
	./juncture test

demo:
	./juncture demo

# make lock keeps the locked versions; make lock UPGRADE=--upgrade takes new ones: read what changed.
COMPILE := $(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes $(UPGRADE)
lock:
	$(COMPILE) pyproject.toml -o requirements/run.txt
	$(COMPILE) pyproject.toml --extra postgres --extra redis -o requirements/servers.txt
	$(COMPILE) pyproject.toml --group test --extra postgres --extra redis --extra large -o requirements/test.txt
	$(COMPILE) requirements/uv.in -o requirements/uv.txt
