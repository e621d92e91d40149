"""OpenSSL, another verifier by other hands, says the same of chains drawn at random."""

from __future__ import annotations

import base64
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from firstfix.engines.x509 import Profile, judge_chain
from tests.engines.x509 import making as m
from tests.engines.x509.making import AT, Made, a_leaf, a_root, an_authority, asked

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="There is no openssl here to compare with.")

# What changes a chain so that OpenSSL minds as well; most of a drawn chain is good.
AUTHORITY_CHANGES: list[dict[str, Any]] = [
    {}, {}, {}, {m.BASIC: m.basic(False)}, {m.USAGE: m.usage(0)}, {"ends": "260301000000Z"},
    {m.BASIC: m.basic(True, 0)}, {m.BASIC: m.basic(True, 1)}, {"spoiled": True},
    {m.PURPOSES: m.purposes(m.CLIENT)}, {m.PURPOSES: m.purposes(m.SERVER)},
    {m.CONSTRAINTS: m.constraints(["test"])}, {m.CONSTRAINTS: m.constraints(["web.test"])},
    {m.CONSTRAINTS: m.constraints((), ["app.test"])}, {m.CONSTRAINTS: m.constraints((), ["192.0.2.0/24"])},
    {"1.3.6.1.4.1.99999.1": (True, b"x")},
]  # fmt: skip
LEAF_CHANGES: list[dict[str, Any]] = [
    {}, {}, {}, {}, {"ends": "260301000000Z"}, {"begins": "260701000000Z"}, {m.NAMES: m.names("web.test")},
    {m.NAMES: m.names("*.test")}, {m.PURPOSES: m.purposes(m.CLIENT)}, {m.PURPOSES: None},
    {m.USAGE: m.usage(1)}, {"spoiled": True}, {"1.3.6.1.4.1.99999.1": (True, b"x")}, {m.AUTHORITY_KEY: None},
]  # fmt: skip


def drawn(chance: random.Random) -> tuple[list[Made], Made]:
    """Give a chain of one to four certificates with its root."""
    root = issuer = a_root(**chance.choice([{}, {}, {m.BASIC: m.basic(True, 1)}, {"ends": "260301000000Z"}]))
    authorities: list[Made] = []
    for place in range(chance.randrange(4)):
        issuer = an_authority(issuer, f"CA {place}", **chance.choice(AUTHORITY_CHANGES))
        authorities.insert(0, issuer)
    leaf = a_leaf(issuer, "server", **chance.choice(LEAF_CHANGES))
    chance.shuffle(authorities)
    left_out = 1 if authorities and chance.random() < 0.1 else 0
    return [leaf, *authorities[left_out:]], root


@pytest.mark.parametrize("seed", range(120))
def test_openssl_says_the_same_of_a_chain_drawn_at_random(seed: int, tmp_path: Path) -> None:
    served, root = drawn(random.Random(seed))
    ours = judge_chain(asked(served, root, profile=Profile.FIELD))
    accepted, said = by_openssl(tmp_path, served, root)
    assert ours.is_accepted == accepted, (said, [each.text() for each in ours.defects])


def by_openssl(folder: Path, served: list[Made], root: Made) -> tuple[bool, str]:
    """Give whether ``openssl verify`` accepts a chain for app.test, and what it says."""
    paths = [folder / name for name in ("root.pem", "others.pem", "leaf.pem")]
    for path, some in zip(paths, ([root], served, served[:1]), strict=True):
        path.write_text("".join(map(pem, some)), encoding="ascii")
    command = [
        str(OPENSSL), "verify", "-attime", str(int(AT.timestamp())), "-purpose", "sslserver", "-no-CApath",
        "-no-CAstore", "-verify_hostname", "app.test", "-CAfile", str(paths[0]), "-untrusted", str(paths[1]),
        str(paths[2]),
    ]  # fmt: skip
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.returncode == 0, answer.stdout + answer.stderr


def pem(made: Made) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{base64.encodebytes(made.der).decode()}-----END CERTIFICATE-----\n"
