# Thin on purpose: each target is one line over a command that also works by itself once `make setup` has run.
#
#   PYTHON=python3.12       the Python that .venv is made with (default: python3, or whatever suits)
#   LAB=01_popularity       one lab instead of all
#   ARGS="-k oracle -x"     more for the command underneath
#
# Only what make 3.81 and a plain POSIX shell know is used; paths are relative, so a folder's name may have spaces in it.

SHELL = /bin/sh
LABS = .venv/bin/labs
# The lab's name in quotes, or nothing at all: an empty argument would be the name of a lab.
ONE = $(if $(LAB),"$(LAB)")

.DEFAULT_GOAL := help
.PHONY: help setup lab grade test build data lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-7s %s\n", $$1, $$2}' Makefile

setup: ## Make .venv ready with every package in requirements.lock; does nothing where it already is
	@"$(or $(PYTHON),python3)" tools/setup_env.py $(if $(PYTHON),--only-this)

lab: setup ## Open the labs in JupyterLab (LAB=01_popularity opens one)
	@$(LABS) open $(ONE) $(ARGS)

grade: data ## Mark what is in submitted/, or the demo class where there is nothing (LAB=... marks one lab)
	@$(LABS) grade $(ONE) $(ARGS)

test: setup ## Run all tests, two files at a time (ARGS="-k oracle -x" is handed to pytest; -n 0 for one at a time)
	@.venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

build: setup ## Generate source/ and release/ from labs/ (ARGS=--check only says whether they are up to date)
	@$(LABS) build $(ONE) $(ARGS)

data: setup ## Fetch the data sets that the labs use by default; nothing is fetched twice
	@$(LABS) data get

lock: setup ## Write requirements.lock anew from pyproject.toml (UPGRADE="numpy pandas" or UPGRADE=all upgrades)
	@.venv/bin/python tools/lock.py $(UPGRADE)

clean: ## Delete caches and the demo class's run; keeps .venv, submissions, marks and my_labs
	@rm -rf .pytest_cache .ruff_cache .hypothesis demo/run && find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
