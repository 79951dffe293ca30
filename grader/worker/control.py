"""Messages between the grader and its fork server; both sides are ours and trusted.

The descriptor of a child's channel travels beside its `Fork`. Frames are those of wire.py.
"""

from __future__ import annotations

import msgspec


class Fork(msgspec.Struct, frozen=True, tag="fork"):
    """Fork a child. folder is made for it and removed after it; memory, disk and output in bytes."""

    id: int
    folder: str
    memory: int
    seconds: float
    output: int
    disk: int


class Kill(msgspec.Struct, frozen=True, tag="kill"):
    """Kill a child, if it still lives."""

    id: int


class Forked(msgspec.Struct, frozen=True, tag="forked"):
    """The child runs. error: why there is none."""

    id: int
    pid: int = 0
    error: str = ""


class Ended(msgspec.Struct, frozen=True, tag="ended"):
    """The child is gone: exit status, or the signal that ended it; seconds of CPU; bytes at its peak.

    reason  "disk" when the server ended it because its folder grew too large
    """

    id: int
    status: int
    signal: int
    cpu_seconds: float
    peak_bytes: int
    reason: str = ""


Order = Fork | Kill
Notice = Forked | Ended

order_decoder: msgspec.msgpack.Decoder[Order] = msgspec.msgpack.Decoder(Order)
notice_decoder: msgspec.msgpack.Decoder[Notice] = msgspec.msgpack.Decoder(Notice)
encoder = msgspec.msgpack.Encoder()
