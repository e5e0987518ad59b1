.PHONY: setup build demo test lint smoke bench clean

setup:
	scripts/setup

build:
	scripts/setup --for build
	scripts/build

demo:
	scripts/setup --for demo
	scripts/build
	scripts/demo

# The tests look for what was fetched in .semblance alone.
test:
	SEMBLANCE_HOME= scripts/setup --for test
	scripts/test

lint:
	scripts/lint

smoke:
	scripts/setup --for demo
	scripts/setup --for test
	scripts/build
	scripts/smoke

bench:
	scripts/setup --for build
	swift package --package-path Benchmarks benchmark

# What was fetched stays in .semblance.
clean:
	swift package clean
