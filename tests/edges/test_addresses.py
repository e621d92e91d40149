"""Addresses that are looked up once are the ones that Django gives."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from firstfix.server.addresses import address_of

ROUTES: list[tuple[str, tuple[Any, ...]]] = [
    ("queue", ()),
    ("case", (uuid4(),)),
    ("case", (str(uuid4()),)),
    ("case_by_number", (17,)),
    ("do_create", ("create_case",)),
    ("do", ("take_case", uuid4())),
    ("do", ("take_case", str(uuid4()))),
    ("do", ("wait_case", UUID(int=0))),
]


@pytest.mark.parametrize(("name", "args"), ROUTES)
def test_an_address_is_the_one_that_the_routes_give(name: str, args: tuple[Any, ...]) -> None:
    for _round in range(2):
        assert address_of(name, *args) == reverse(name, args=args)


def test_two_keys_of_one_route_stay_apart() -> None:
    one, other = uuid4(), uuid4()
    assert address_of("case", one) != address_of("case", other)
    assert address_of("case", other) == reverse("case", args=[other])


def test_an_address_stands_below_the_place_where_the_server_is_mounted() -> None:
    address_of("queue")
    set_script_prefix("/desk/")
    try:
        assert address_of("queue") == reverse("queue")
        assert address_of("queue").startswith("/desk/")
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize(("name", "args"), [("nowhere", ()), ("case", ()), ("case", ("no key",))])
def test_a_route_that_is_not_there_is_refused_as_ever(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        address_of(name, *args)
