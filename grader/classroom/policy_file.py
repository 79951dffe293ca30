"""A policy's TOML file -> Policy; every fault names the file, the key, and what to write there.

due = 2026-11-20T23:59:00+01:00     # or a local time and zone = "Europe/Berlin"
grace = "15 min"
keep = "best"                        # or "last"

[late]
off = 10                             # percent, for each "per" begun
per = "day"                          # "hour", "day", "week", "12 h"
of = "max"                           # of the exercise's points, or of those "earned"
floor = 50                           # percent of the points earned that always stay
# steps = [["1 day", 10], ["1 week", 30], ["2 weeks", 100]]    in the place of off and per

[exercises.exercise3]                # or 3, gradient_descent
due = 2026-11-27T23:59:00+01:00
weight = 2
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NoReturn

from ..course import EXERCISES, find
from ..errors import CourseError, UnknownExercise
from .policy import Penalty, Policy

LARGEST = 2**20  # bytes of a file that can be a policy
LARGEST_NUMBER = 1e9  # that a weight can sensibly be
_SHOWN = 80  # characters of a value that is wrong
_UNITS = {"s": 1.0, "sec": 1.0, "second": 1.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hour": 3600.0}
_UNITS |= {"d": 86400.0, "day": 86400.0, "week": 604800.0}
_SPAN = re.compile(r"\s*(\d+(?:\.\d+)?)?\s*([a-z]+?)s?\s*")
_KEYS = ("due", "zone", "grace", "keep", "late", "exercises")
_LATE = ("off", "per", "steps", "floor", "of")
_EXERCISE = ("due", "weight")
_INSTANT = 'an instant with its zone, such as 2026-11-20T23:59:00+01:00, or add zone = "Europe/Berlin"'
_LENGTH = 'a length of time, such as "15 min", "2 h" or "1 day"'


def read_policy(path: Path) -> Policy:
    """Read a policy's file. Raises CourseError."""
    try:
        if path.stat().st_size > LARGEST:
            raise CourseError(f"{path}: too large for a policy", "Name the file of the class's policy.")
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CourseError(f"{path}: {error.strerror or error}", "Name a file that can be read.") from None
    except ValueError as error:
        raise CourseError(f"{path}: this is no TOML in UTF-8: {error}", "Mend that line.") from None
    except RecursionError:
        raise CourseError(f"{path}: nested too deep for a policy", "Leave the nested lists out.") from None
    return _Reader(str(path)).policy(table)


@dataclass(frozen=True)
class _Reader:
    """Reads the tables of one file; `path` is told with every fault."""

    path: str

    def policy(self, table: Mapping[str, object]) -> Policy:
        """Read the whole file."""
        self._known(table, _KEYS, "")
        zone = self._zone(table)
        dues: dict[str, datetime] = {}
        weights: dict[str, float] = {}
        for word, entry in self._table(table, "exercises").items():
            place = f"exercises.{word}."
            if not isinstance(entry, dict):
                self._wrong(place[:-1], entry, "a table with due, weight or both")
            self._known(entry, _EXERCISE, place)
            for exercise in self._exercises(word):
                if exercise in dues or exercise in weights:
                    self._wrong(place[:-1], word, f"each exercise once; {exercise} is named twice")
                if "due" in entry:
                    dues[exercise] = self._instant(f"{place}due", entry["due"], zone)
                weights[exercise] = self._number(f"{place}weight", entry.get("weight", 1), 0, math.inf)
        if weights and not any(weights.get(exercise, 1.0) for exercise in EXERCISES):
            self._wrong("exercises", "every weight 0", "a weight above 0 for one exercise at least")
        return Policy(
            due=self._instant("due", table["due"], zone) if "due" in table else None,
            due_of=MappingProxyType(dues),
            grace_s=self._span("grace", table["grace"]) if "grace" in table else 0.0,
            penalty=self._penalty(self._table(table, "late")),
            keep="last" if self._choice(table, "keep", ("best", "last")) == "last" else "best",
            weights=MappingProxyType(weights),
        )

    def _penalty(self, table: Mapping[str, object]) -> Penalty:
        self._known(table, _LATE, "late.")
        steps = self._steps(table["steps"]) if "steps" in table else ()
        if steps and ("off" in table or "per" in table):
            self._wrong("late.steps", "steps beside off or per", "either steps, or off and per")
        of: Literal["max", "earned"] = "max"
        if self._choice(table, "of", ("max", "earned"), "late.") == "earned":
            of = "earned"
        return Penalty(
            off=self._number("late.off", table.get("off", 0), 0, 100),
            unit_s=self._span("late.per", table.get("per", "day"), least=1.0),
            steps=steps,
            floor=self._number("late.floor", table.get("floor", 0), 0, 100),
            of=of,
        )

    def _steps(self, value: object) -> tuple[tuple[float, float], ...]:
        asked = 'a list of [length, percent] in rising order, such as [["1 day", 10], ["1 week", 30]]'
        if not isinstance(value, list) or not value:
            self._wrong("late.steps", value, asked)
        found: list[tuple[float, float]] = []
        for number, step in enumerate(value, 1):
            key = f"late.steps, number {number}"
            if not isinstance(step, list) or len(step) != 2:
                self._wrong(key, step, asked)
            found.append((self._span(key, step[0], least=1.0), self._number(key, step[1], 0, 100)))
            if len(found) > 1 and (found[-2][0] >= found[-1][0] or found[-2][1] > found[-1][1]):
                self._wrong(key, step, asked)
        return tuple(found)

    def _zone(self, table: Mapping[str, object]) -> tzinfo | None:
        if "zone" not in table:
            return None
        name = table["zone"]
        asked = 'the name of a time zone, such as "Europe/Berlin", "Asia/Tokyo" or "UTC"'
        if not isinstance(name, str):
            self._wrong("zone", name, asked)
        if name.upper() == "UTC":
            return UTC
        from zoneinfo import ZoneInfo

        try:
            return ZoneInfo(name)
        except (ValueError, OSError, LookupError):  # no such name, or a machine without the table of zones
            self._wrong("zone", name, f"{asked}, which this machine knows (or an offset in each date)")

    def _instant(self, key: str, value: object, zone: tzinfo | None) -> datetime:
        if isinstance(value, str):
            value = self._written(key, value)
        if not isinstance(value, datetime):
            asked = f"a time of day too: {_INSTANT}" if isinstance(value, date) else _INSTANT
            self._wrong(key, value, asked)
        if value.tzinfo is not None:
            return value
        if zone is None:
            self._wrong(key, value, _INSTANT)
        # Of a local time that occurs twice, as clocks go back, the later one: it is the kinder.
        local = value.replace(tzinfo=zone, fold=1)
        try:
            utc = local.astimezone(UTC)
            exists = utc.astimezone(zone).replace(tzinfo=None) == value
        except OverflowError:  # in the first or the last year that there is
            self._wrong(key, value, _INSTANT)
        if not exists:
            self._wrong(key, value, "a time that exists: clocks are set forward over this one there")
        return utc

    def _written(self, key: str, text: str) -> datetime | date:
        """Return the instant or the day that a text in quotes gives; a day alone is not its first moment."""
        for read in (date.fromisoformat, datetime.fromisoformat):
            try:
                return read(text)
            except ValueError:
                continue
        self._wrong(key, text, _INSTANT)

    def _span(self, key: str, value: object, least: float = 0.0) -> float:
        found = _SPAN.fullmatch(value.lower()) if isinstance(value, str) else None
        unit = _UNITS.get(found[2]) if found else None
        seconds = float(found[1] or 1) * unit if found and unit else -1.0
        if not least <= seconds < math.inf:
            self._wrong(key, value, _LENGTH)
        return seconds

    def _number(self, key: str, value: object, least: float, most: float) -> float:
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
        if not least <= number <= min(most, LARGEST_NUMBER):
            bound = "on" if math.isinf(most) else f"to {most:g}"
            self._wrong(key, value, f"a number from {least:g} {bound}")
        return float(number)

    def _choice(self, table: Mapping[str, object], key: str, known: tuple[str, ...], place: str = "") -> str:
        value = table.get(key, known[0])
        if value not in known:
            self._wrong(place + key, value, " or ".join(f'"{word}"' for word in known))
        return str(value)

    def _table(self, table: Mapping[str, object], key: str) -> Mapping[str, object]:
        value = table.get(key, {})
        if not isinstance(value, dict):
            self._wrong(key, value, f"a table: a line [{key}] and its keys below it")
        return value

    def _exercises(self, word: str) -> tuple[str, ...]:
        try:
            return find(word)
        except UnknownExercise as error:
            raise CourseError(f"{self.path}: exercises.{word}: {error}", error.hint) from None

    def _known(self, table: Mapping[str, object], known: Iterable[str], place: str) -> None:
        names = tuple(known)
        for key in table:
            if key not in names:
                near = get_close_matches(key, names, 1)
                hint = f"Did you mean {place}{near[0]}?" if near else f"There are {', '.join(names)}."
                raise CourseError(f"{self.path}: there is no key {place}{key}", hint)

    def _wrong(self, key: str, value: object, asked: str) -> NoReturn:
        try:
            told = f"{str(value)[:_SHOWN]!r} is wrong"
        except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists in lists
            told = "this is wrong"
        raise CourseError(f"{self.path}: {key}: {told}", f"Write {asked}.")
