"""Times as platforms write them; knows no file."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) *([-+\w/:]*)", re.ASCII)
_EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)  # in every zone
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)


def instant(text: str) -> datetime | None:
    """Return the time that a platform wrote, None for what is none; without a zone it is UTC.

    >>> instant("2015-02-02 15:58:23.948203 America/Los_Angeles").isoformat()
    '2015-02-02T15:58:23.948203-08:00'
    >>> instant("2026-04-26 17:34:00.861687000 Z").isoformat(), instant("yesterday")
    ('2026-04-26T17:34:00.861687+00:00', None)
    """
    found = _INSTANT.fullmatch(text.strip())
    if found is None:
        return None
    try:
        time = datetime.fromisoformat(found[1]).replace(tzinfo=_zone(found[2]))
        return time if _EARLIEST <= time <= _LATEST else None
    except (ValueError, OverflowError, LookupError, OSError):
        return None


def _zone(word: str) -> tzinfo:
    if word in ("", "Z", "UTC"):
        return UTC
    offset = _OFFSET.fullmatch(word)
    if offset:
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-away if offset[1] == "-" else away)
    from zoneinfo import ZoneInfo

    return ZoneInfo(word)
