"""What the database refuses of the directory and the assets by itself."""

from __future__ import annotations

from typing import Any

import pytest

from firstfix.apps.assets import models as assets
from firstfix.apps.directory import models as directory
from tests import rows
from tests.commands.rule_tables import Rules, check_rule, names_itself, untried
from tests.rows import NOON, TODAY, hour

pytestmark = pytest.mark.django_db

HASH = "a" * 64


def grant(**fields: Any) -> Any:
    wanted = {"role": "engineer", "granted_at": NOON, "granted_by": rows.person()} | fields
    return directory.RoleGrant.objects.create(**{"person": rows.person()} | wanted)


def grant_to_oneself() -> dict[str, Any]:
    somebody = rows.person()
    return {"person": somebody, "granted_by": somebody}


def membership(**fields: Any) -> Any:
    made = {"person": rows.person(), "organization": rows.organization()}
    return directory.OrganizationMembership.objects.create(
        **made | {"capacity": "contact", "since_on": TODAY} | fields
    )


def team_membership(**fields: Any) -> Any:
    made = {"person": rows.person(), "team": rows.team()}
    return directory.TeamMembership.objects.create(**made | {"since_on": TODAY} | fields)


def contract(**fields: Any) -> Any:
    made = {"organization": rows.organization(), "number": "C-1", "name": "Gold", "start_on": TODAY}
    return directory.Contract.objects.create(**made | fields)


def target(**fields: Any) -> Any:
    wanted = {"kind": "restore", "priority": 1, "minutes": 240} | fields
    return directory.ServiceTarget.objects.create(contract=contract(), **wanted)


def notes(**fields: Any) -> Any:
    return directory.SafetyNotes.objects.create(
        **{"site": rows.site(), "wording": "None known.", "written_at": NOON} | fields
    )


def reservation(**fields: Any) -> Any:
    wanted = {
        "part_type": rows.part_type(),
        "for_type": "case",
        "for_id": rows.case().pk,
        "organization": rows.organization(),
        "needed_by_at": NOON,
        "requested_at": NOON,
    }
    return assets.Reservation.objects.create(**wanted | fields)


def stock_move_within_one_place() -> dict[str, Any]:
    place = rows.shelf()
    return {"from_location": place, "to_location": place}


# rule -> (maker, what is allowed, what is refused)
RULES: Rules = {
    "site_coordinates_whole_and_on_earth": (
        rows.site,
        lambda: {"latitude": 51.9, "longitude": -8.47},
        lambda: {"latitude": 51.9},
    ),
    "safety_notes_say_something": (notes, dict, lambda: {"wording": ""}),
    "membership_ends_after_it_starts": (
        membership,
        lambda: {"until_on": TODAY},
        lambda: {"until_on": TODAY.replace(day=1)},
    ),
    "team_membership_ends_after_it_starts": (
        team_membership,
        lambda: {"until_on": TODAY},
        lambda: {"until_on": TODAY.replace(day=1)},
    ),
    "contract_team_bound_by_ola_only": (
        contract,
        lambda: {"agreement": "ola", "team": rows.team()},
        lambda: {"agreement": "ola"},
    ),
    "contract_ends_after_it_starts": (
        contract,
        lambda: {"end_on": TODAY},
        lambda: {"end_on": TODAY.replace(day=1)},
    ),
    "service_target_priority_1_to_4": (target, dict, lambda: {"priority": 5}),
    "service_target_takes_time": (target, dict, lambda: {"minutes": 0}),
    "role_grant_not_to_oneself": (grant, dict, grant_to_oneself),
    "role_grant_customer_role_names_its_organization": (
        grant,
        lambda: {"role": "customer_contact", "organization": rows.organization()},
        lambda: {"role": "customer_contact"},
    ),
    "role_grant_expires_after_it_starts": (
        grant,
        lambda: {"expires_at": hour(1)},
        lambda: {"expires_at": NOON},
    ),
    "asset_is_not_its_own_parent": (names_itself(rows.asset), dict, lambda: {"itself": True}),
    "part_type_value_has_a_currency": (
        rows.part_type,
        lambda: {"unit_value": 10, "currency": "EUR"},
        lambda: {"unit_value": 10},
    ),
    "stock_location_van_has_a_driver": (
        rows.shelf,
        lambda: {"kind": "van", "person": rows.person()},
        lambda: {"kind": "van"},
    ),
    "stock_location_site_is_named": (
        rows.shelf,
        lambda: {"kind": "site", "site": rows.site()},
        lambda: {"kind": "site"},
    ),
    "stock_move_of_something": (rows.move, dict, lambda: {"quantity": 0}),
    "stock_move_between_two_places": (rows.move, dict, stock_move_within_one_place),
    "stock_move_serial_names_one": (
        rows.move,
        lambda: {"serial": "A1"},
        lambda: {"serial": "A1", "quantity": 2},
    ),
    "reservation_of_something": (reservation, dict, lambda: {"quantity": 0}),
    "reservation_serial_names_one": (
        reservation,
        lambda: {"serial": "A1"},
        lambda: {"serial": "A1", "quantity": 2},
    ),
    "reservation_for_known": (reservation, dict, lambda: {"for_type": "wish"}),
    "reservation_lies_somewhere_once_allocated": (
        reservation,
        lambda: {"state": "in_van", "location": rows.shelf()},
        lambda: {"state": "in_van"},
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_database_allows_one_row_and_refuses_the_other(rule: str) -> None:
    check_rule(rule, *RULES[rule])


def test_every_rule_is_tried() -> None:
    assert untried(RULES, ("directory", "assets")) == set()
