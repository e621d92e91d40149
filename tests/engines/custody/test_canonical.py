"""Canonical JSON: one text for one value, and a refusal that names the path for what JSON cannot carry."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.custody.canonical import MAX_DEPTH, MAX_INTEGER, JsonValue, canonical_bytes, sha256_hex

texts = st.text(st.characters(codec="utf-8"), max_size=20)
scalars = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts
values = st.recursive(
    scalars | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)

# RFC 8785, section 3.2.2 (the whole example) and appendix B (numbers).
RFC_EXAMPLE = {
    "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\u002f",
    "literals": [None, True, False],
}
RFC_BYTES = (
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
    '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
).encode()
RFC_NUMBERS = [
    (0.0, b"0"),
    (-0.0, b"0"),
    (5e-324, b"5e-324"),
    (1e21, b"1e+21"),
    (9.999999999999997e22, b"9.999999999999997e+22"),
]


def test_the_example_of_the_rfc_gives_its_bytes() -> None:
    assert canonical_bytes(RFC_EXAMPLE) == RFC_BYTES


@pytest.mark.parametrize(("number", "expected"), RFC_NUMBERS)
def test_numbers_are_written_as_the_rfc_lists_them(number: float, expected: bytes) -> None:
    assert canonical_bytes(number) == expected


def test_keys_are_sorted_by_utf16_code_units() -> None:
    # RFC 8785, section 3.2.3: U+1F600 sorts before U+FB33 because its first code unit is 0xD83D.
    assert (
        canonical_bytes({"\ufb33": 1, "\U0001f600": 2, "\r": 3})
        == '{"\\r":3,"\U0001f600":2,"\ufb33":1}'.encode()
    )


@given(values)
def test_the_bytes_read_back_as_the_same_value_and_are_stable(value: JsonValue) -> None:
    encoded = canonical_bytes(value)
    # To RFC 8785 every number is a double, so 1e20 is written as an integer: read all back as doubles.
    read_back = json.loads(encoded, parse_int=float)
    assert read_back == value
    assert canonical_bytes(read_back) == encoded


@given(st.dictionaries(texts, scalars, min_size=2))
def test_the_order_of_keys_does_not_matter(value: dict[str, JsonValue]) -> None:
    assert canonical_bytes(dict(reversed(value.items()))) == canonical_bytes(value)


REFUSED = [
    ({"cost": math.nan}, r"\$\.cost is nan"),
    ([1, math.inf], r"\$\[1\] is inf"),
    ({"parts": [{"count": 2**53}]}, r"\$\.parts\[0\]\.count is an integer beyond 2\^53"),
    (-(2**53), r"\$ is an integer beyond"),
    ({"note": "half \ud83d"}, r"\$\.note holds half of a surrogate pair"),
    ({"a": {"\udc00": 1}}, r"A key of \$\.a holds half"),
    ({"a": {1: 2}}, r"\$\.a has the key 1, which is not a string"),
    ({"photo": b"\x89PNG"}, r"\$\.photo is of type bytes"),
    ({"tags": {"x"}}, r"\$\.tags is of type set"),
]


@pytest.mark.parametrize(("value", "sentence"), REFUSED)
def test_what_json_cannot_carry_is_refused_with_its_path(value: JsonValue, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        canonical_bytes(value)


def test_a_value_nested_without_end_is_refused() -> None:
    loop: list[JsonValue] = []
    loop.append(loop)
    with pytest.raises(ValueError, match=f"nested deeper than {MAX_DEPTH} levels"):
        canonical_bytes(loop)


def test_the_largest_exact_integers_pass() -> None:
    assert canonical_bytes([MAX_INTEGER, -MAX_INTEGER]) == b"[9007199254740991,-9007199254740991]"


def test_sha256_is_the_one_of_fips_180_4() -> None:
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
