"""Time zones as rows carry them: by a name that the clocks of a place can be read by."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

__all__ = ["refuse_unknown_zone"]


def refuse_unknown_zone(name: str) -> None:
    """Raise ValidationError for the field ``zone`` where ``name`` is no IANA time zone.

    Every page that shows a time of the row would fail by it later.
    """
    try:
        ZoneInfo(name)
    # A part of a name, such as "Europe", is a folder of the system's zones and no file.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = _("“%(zone)s” is no time zone. Write one such as Europe/Berlin.")
        raise ValidationError({"zone": ValidationError(message, params={"zone": name})}) from error
