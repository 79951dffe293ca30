"""Progress bars that show nothing: `tqdm` and `trange` hand on what they are given; know nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Self

from .inert import INERT


class tqdm:  # the library's name
    """Iterates over what it wraps.

    iterable  anything iterable, or None where the program counts by `update`
    """

    def __init__(self, iterable: Iterable[Any] | None = None, *_args: object, **options: Any) -> None:
        self.iterable: Iterable[Any] = () if iterable is None else iterable
        self.total = options.get("total")
        self.n = 0

    def __iter__(self) -> Iterator[Any]:
        for item in self.iterable:
            yield item
            self.n += 1

    def __len__(self) -> int:
        length: int = self.total if self.total is not None else len(self.iterable)  # type: ignore[arg-type]
        return length

    def __bool__(self) -> bool:
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let an exception of the block pass."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return INERT

    def update(self, n: float = 1) -> None:
        self.n += int(n)

    @staticmethod
    def write(text: str, *_args: object, **_options: object) -> None:
        print(text)


def trange(*args: int, **options: Any) -> tqdm:
    """Return tqdm(range(*args))."""
    return tqdm(range(*args), **options)


NAMES: dict[str, object] = {
    "tqdm": tqdm,
    "trange": trange,
    "tqdm_notebook": tqdm,
    "tnrange": trange,
}
