"""A request in the words of WSGI (PEP 3333)."""

from __future__ import annotations

import sys
from typing import IO, Any

__all__ = ["environ_of"]

# CGI gives these two without the prefix of other headers.
_BARE = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def environ_of(scope: Any, body: IO[bytes], byte_count: int) -> dict[str, Any]:
    """Give the environment of one request, its body already collected."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # Text that stands for bytes, as PEP 3333 wants it; Django reads it back as UTF-8.
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
    }
    _add_headers(environ, scope.headers)
    # What came, where the sender did not say: a body in chunks has no stated length.
    environ["CONTENT_LENGTH"] = str(byte_count) if byte_count else environ.get("CONTENT_LENGTH", "")
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    return environ


def _add_headers(environ: dict[str, Any], headers: Any) -> None:
    for name, text in headers.items():
        # With underscores it could pass for another header that a proxy in front of us has set.
        if "_" in name:
            continue
        key = _BARE.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        known = environ.get(key)
        if known is None:
            environ[key] = text
        else:
            environ[key] = f"{known}{'; ' if name == 'cookie' else ','}{text}"
