# `make demo` and `make test` need a Python 3.11 or newer and nothing else: bin/setup does the rest, in .venv.
.PHONY: demo test setup dev ci bench covered

demo:
	@python=$$(bin/setup run) && exec "$$python" -m firstfix demo

test setup dev ci bench covered:
	@bin/$@
