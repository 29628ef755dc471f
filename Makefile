# The one task runner. Run it inside an environment made by `make install`.
.DEFAULT_GOAL := help
.PHONY: help install format check rules test demo docs bench ci clean

help:     ## what can be run
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install:  ## this package, editable, with everything for working on it
	pip install -e ".[test,dev]"

format:   ## mend what ruff can mend
	ruff check --fix
	ruff format

check:    ## style, types, direction of imports, the shipped rulebook
	ruff check
	ruff format --check
	mypy
	lint-imports
	merchant-compliance rules check rules

rules:    ## the shipped rulebook and all its scenarios
	merchant-compliance rules check rules
	merchant-compliance scenarios run scenarios --rules rules

test:     ## all tests
	pytest

demo:     ## made-up merchants, their decisions, a report
	merchant-compliance demo

docs:     ## rewrite what the documents show of the command line with what it prints now
	python tests/docs/refresh.py

bench:    ## measure one merchant against other engines (needs pip install ".[bench]")
	python benchmarks/single.py --quick

ci:       ## what continuous integration runs, in a fresh environment
	.ci/run

clean:    ## caches and build products
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
