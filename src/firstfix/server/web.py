"""The web server's own process: granian, as its command line starts it, that ends with its supervisor."""

from __future__ import annotations

from granian.cli import entrypoint

from firstfix.server.parent import end_with_parent

__all__ = ["main"]


def main() -> None:
    """Serve as the words of the command line tell granian to."""
    end_with_parent()
    entrypoint()


if __name__ == "__main__":
    main()
