"""The slow wire: carries each frame between two bridges after a delay, and loses some.

``python -m tests.lab.relay SPACE MILLISECONDS PERCENT READY``: round trips take that much longer, and each
frame is lost with that chance. This kernel has no netem; a pair of TAP devices is all that is needed.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import random
import struct
import subprocess
import sys
from pathlib import Path

# linux/if_tun.h: TUNSETIFF, IFF_TAP, IFF_NO_PI.
_SET, _TAP, _PLAIN = 0x400454CA, 0x2, 0x1000


def main(space: str, milliseconds: float, percent: float, ready: Path) -> None:
    """Carry frames until the process is ended."""
    asyncio.run(carry(space, milliseconds / 2000, percent / 100, ready))


async def carry(space: str, seconds: float, share: float, ready: Path) -> None:
    ends = []
    for number, end in enumerate(("w0", "w1")):
        ends.append(opened(f"tap{number}"))
        for words in (
            ("link", "add", f"br{number + 1}", "type", "bridge", "forward_delay", "0"),
            ("link", "set", f"br{number + 1}", "up"),
            ("link", "set", f"tap{number}", "master", f"br{number + 1}", "up"),
            ("link", "set", end, "master", f"br{number + 1}"),
        ):
            subprocess.run(["ip", *words], check=False, capture_output=True)
    loop = asyncio.get_running_loop()
    for here, there in (ends, ends[::-1]):
        loop.add_reader(here, pass_on, loop, here, there, seconds, share)
    ready.touch()
    await asyncio.Event().wait()


def opened(name: str) -> int:
    """Give a TAP device."""
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, _SET, struct.pack("16sH22x", name.encode(), _TAP | _PLAIN))
    return device


def pass_on(loop: asyncio.AbstractEventLoop, here: int, there: int, seconds: float, share: float) -> None:
    frame = os.read(here, 65_536)
    if random.random() >= share:
        loop.call_later(seconds, os.write, there, frame)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]))
