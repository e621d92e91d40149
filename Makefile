# `make demo` (PORT=8123 for another port) and `make test` need Python 3.11 or newer: bin/setup does the rest, in .venv.
.PHONY: demo test setup dev ci bench covered

demo:
	@python=$$(bin/setup run) && exec "$$python" -m firstfix demo $(if $(PORT),--port $(PORT))

test setup dev ci bench covered:
	@bin/$@
