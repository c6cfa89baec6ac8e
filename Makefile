# make demo: set everything up and build the sample pack.  make test: set everything up and run the tests.
# make audit: look every pinned package up in a vulnerability database (needs the network).
PYTHON ?= python3
CHECKED := $(wildcard evidence tests samples bench tools)
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo/coercion-douyin.pdf
# The sample's review is of 5 October 2026: the demo is made as if two days later, so that its window is open.
DEMO_DAY := 1791334800

.PHONY: demo test check audit setup tesseract samples clean

demo: setup
	@mkdir -p demo
	SOURCE_DATE_EPOCH=$(DEMO_DAY) $(BIN)/evidence build samples/coercion-douyin -o $(DEMO) --force
	@echo
	@echo "证据包在这里 / The sample pack: $(CURDIR)/$(DEMO)"

test: setup
	OMP_THREAD_LIMIT=1 $(BIN)/python -m pytest -q -n 2 --dist loadfile

check: setup
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/mypy evidence

# Asks a vulnerability database about every pinned package; one that it does not know counts as a failure.
audit:
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.7'
	$(VENV)-audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

setup: $(VENV)/.ready tesseract

$(VENV)/.ready: pyproject.toml requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新 / Python 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The second reader. As root it is installed; otherwise the remedy is printed and the main job works without it.
tesseract:
	@if tesseract --list-langs 2>/dev/null | grep -qx chi_sim; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq tesseract-ocr tesseract-ocr-chi-sim >/dev/null; \
	else \
		echo "没有 Tesseract 简体中文，引文不会有第二次识别 / No Tesseract chi_sim, so no second reading:"; \
		echo "  sudo apt-get install tesseract-ocr tesseract-ocr-chi-sim   |   brew install tesseract tesseract-lang"; \
	fi

samples:
	$(BIN)/python samples/draw.py

clean:
	rm -rf $(VENV)-audit demo build dist .pytest_cache .mypy_cache .ruff_cache
