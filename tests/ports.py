"""Ports for servers that start later: nobody else on this computer is handed one of them in between."""

from __future__ import annotations

import os
import socket
from itertools import cycle

__all__ = ["free_port"]

# Below what systems hand out to whoever asks for any port: from 32768 on Linux, from 49152 by RFC 6335,
# section 6. A port that the system had chosen would be given to somebody else before the server is up.
_FIRST, _COUNT = 20_000, 12_000
# Tests that run side by side are processes with numbers side by side, and begin far from each other.
_numbers = cycle(_FIRST + (os.getpid() * 100 + step) % _COUNT for step in range(_COUNT))


def free_port() -> int:
    """Give a port of the loopback interface on which nobody is now, neither with TCP nor with UDP."""
    return next(port for port in _numbers if _is_free(port))


def _is_free(port: int) -> bool:
    try:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(socket.AF_INET, kind) as probe:
                probe.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True
