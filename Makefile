# Needs Python >= 3.11 with pip (or uv) and make. Everything else is fetched into .venv/ and .tools/ of this checkout.
export UV_SYSTEM_CERTS := 1
export UV_COMPILE_BYTECODE := 1
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
ARGS ?=
UV := $(shell command -v uv 2>/dev/null || echo .tools/uv/bin/uv)
BIN := .venv/bin

.PHONY: install demo test test-all check bench clean

install: .venv/.installed

.venv/.installed: pyproject.toml uv.lock
	@command -v $(UV) >/dev/null 2>&1 || python3 -m pip install --quiet --disable-pip-version-check --target .tools/uv uv
	@$(UV) sync --quiet --frozen --extra speed
	@touch $@

demo: install
	@$(BIN)/dsr demo $(ARGS)

test: install
	@$(BIN)/pytest -q -n 2 --dist loadgroup --ignore tests/all $(ARGS)

test-all: install
	@$(BIN)/python tests/all/needs.py
	@HYPOTHESIS_PROFILE=long $(BIN)/pytest -q -n 2 --dist loadgroup --db postgres $(ARGS)

check: install
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: install
	@$(BIN)/python bench/access.py $(ARGS)

clean:
	rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .hypothesis
