"""Parts and firmware: what must be in the van, or reach the site before the engineer does."""

from collections.abc import Iterator

from firstfix.engines.readiness.findings import Finding
from firstfix.engines.readiness.roll_facts import FirmwareFacts, PartNeed, ReadinessFacts
from firstfix.engines.verdict import Holds, Missing, Scalar, mark

__all__ = ["firmware", "parts"]


def parts(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give for each part whether it is in the van or arrives before the visit starts (S1-X10)."""
    if not facts.are_parts_listed:
        yield Missing(
            "parts_not_listed",
            mark("Nobody said which parts the visit needs. List them, or say that none is needed."),
            who=("engineer", "support_specialist", "lead_specialist"),
            remedy="list_parts",
        )
    elif not facts.parts:
        yield Holds("parts", mark("No part is needed."))
    for need in facts.parts:
        yield _part(need, facts)


def firmware(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give whether the way from the installed version to the target is documented and packed (S1-F34)."""
    if facts.firmware is None:
        yield _firmware_missing("firmware_path", mark("Installed and target version are not compared."))
    else:
        yield from _firmware_path(facts.firmware)


def firmware_if_planned(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give the same for work that touches firmware by the way, and nothing where it does not."""
    if facts.firmware is not None:
        yield from _firmware_path(facts.firmware)


def _part(need: PartNeed, facts: ReadinessFacts) -> Finding:
    starts_at = facts.visit_starts_at
    params: dict[str, Scalar] = {
        "part": need.part,
        "needed_count": need.needed_count,
        "secured_count": min(need.needed_count, max(need.reserved_count, need.in_van_count)),
        "arrives_at": need.arrives_at.isoformat() if need.arrives_at else None,
        "starts_at": starts_at.isoformat() if starts_at else None,
    }
    if need.in_van_count >= need.needed_count:
        return Holds("part_in_van", mark("In the van: {needed_count} × {part}"), params)
    if need.reserved_count < need.needed_count:
        return _part_missing(
            "part_not_reserved", mark("Reserved are {secured_count} of {needed_count} × {part}."), params
        )
    if need.arrives_at is None:
        return _part_missing(
            "part_without_arrival",
            mark("{part} is reserved, but nobody knows when it arrives."),
            params,
            remedy="expect_part",
        )
    if starts_at and need.arrives_at > starts_at:
        return _part_missing(
            "part_late",
            mark("{part} arrives at {arrives_at}, after the visit starts at {starts_at}."),
            params,
        )
    return Holds("part_arrives", mark("Arrives at {arrives_at}: {needed_count} × {part}"), params)


def _part_missing(
    code: str, sentence: str, params: dict[str, Scalar], remedy: str = "request_part"
) -> Missing:
    return Missing(code, sentence, params, who=("logistics", "dispatcher"), remedy=remedy)


def _firmware_path(firmware: FirmwareFacts) -> Iterator[Finding]:
    params: dict[str, Scalar] = {"installed": firmware.installed, "target": firmware.target}
    left_out = [version for version in firmware.documented_path if version not in firmware.planned_path]
    unpacked = [version for version in firmware.planned_path if version not in firmware.in_kit]
    if firmware.target not in firmware.documented_path:
        sentence = mark("The vendor documents no way from version {installed} to {target}.")
        yield _firmware_missing("firmware_undocumented", sentence, params)
    elif left_out or not _follows(firmware):
        sentence = mark(
            "The way from {installed} to {target} must go over: {versions}. Planned is another one."
        )
        versions = ", ".join(left_out or firmware.documented_path)
        yield _firmware_missing("firmware_gap", sentence, {**params, "versions": versions})
    else:
        yield Holds("firmware_path", mark("Version {installed} to {target}: the way is documented."), params)
    if unpacked:
        sentence = mark("The kit lacks the checked package of: {versions}")
        yield _firmware_missing("firmware_package", sentence, {"versions": ", ".join(unpacked)})


def _follows(firmware: FirmwareFacts) -> bool:
    planned = [version for version in firmware.planned_path if version in firmware.documented_path]
    return tuple(planned) == firmware.documented_path and firmware.planned_path[-1] == firmware.target


def _firmware_missing(code: str, sentence: str, params: dict[str, Scalar] | None = None) -> Missing:
    return Missing(
        code,
        sentence,
        params or {},
        who=("engineer", "lead_specialist"),
        remedy="plan_firmware_path",
    )
