# Needs make and Python >= 3.11 with pip or venv (or uv). Everything else is fetched into .venv/ and .tools/ of this checkout.
export UV_SYSTEM_CERTS := 1
export UV_COMPILE_BYTECODE := 1
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
ARGS ?=
UV := $(or $(shell command -v uv 2>/dev/null),.tools/uv/bin/uv)
BIN := .venv/bin

.PHONY: install demo test test-all check bench clean

# Ours is compiled as well: where Python may not write what it compiles, each start would compile all of it anew.
install: .venv/.installed
	@$(BIN)/python -m compileall -q dsr workers config.py wsgi.py

.venv/.installed: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --frozen --all-extras
	@touch $@

.tools/uv/bin/uv:
	@if python3 -m pip --version >/dev/null 2>&1; then python=python3; else python3 -m venv .tools/pip && python=.tools/pip/bin/python; fi && \
	$$python -m pip install -qq --upgrade --target .tools/uv uv

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
