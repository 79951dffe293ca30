"""The wire format between the grader and a worker child: typed messages and frames.

Both sides share this module and nothing else. It knows shapes of data, never their meaning. What a
child sends is untrusted: `decode` accepts exactly the types below, within caps, and raises
`WireError` for all else. A frame is a four-byte big-endian length and a msgpack document. Values go to
and from their wire form in values.py; NumPy is not needed here, so that a grader can start its worker
before it loads NumPy itself.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Annotated, Literal, cast

import msgspec

MAX_FRAME = 8 * 2**20  # bytes of one frame from a child
MAX_REQUEST = 64 * 2**20  # bytes of one frame to a child: a submission's text may have 20 MB
MAX_ARRAY = 2**20  # bytes of one array
MAX_VALUE = 2 * 2**20  # bytes of all arrays in one value
MAX_ENTRIES = 2**15  # entries of all sequences and mappings in one value
MAX_ITEMS = 4096  # entries of one sequence or mapping
MAX_TEXT = 2000  # characters of one text
MAX_DEPTH = 8  # nesting of sequences and mappings
HOLD = 0.05  # seconds after which no answer is held back any more

Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
_FEW = msgspec.Meta(max_length=MAX_ITEMS)

_HEADER = struct.Struct(">I")


class WireError(ValueError):
    """A frame or value that does not keep the format."""


# --- values ---------------------------------------------------------------------------------------


class Array(msgspec.Struct, frozen=True, tag="array", omit_defaults=True, gc=False):
    """An array or NumPy scalar, its numbers widened to one of five canonical types.

    kind    "b" bool, "i" int64, "u" uint64, "f" float64, "c" complex128
    dtype   the type's own name before widening, such as "float32"
    shape   lengths by axis; () for a scalar
    data    bytes, C order, little-endian
    scalar  True for a NumPy scalar
    """

    kind: Literal["b", "i", "u", "f", "c"]
    dtype: Text
    shape: Annotated[tuple[int, ...], msgspec.Meta(max_length=64)]
    data: bytes
    scalar: bool = False


class Complex(msgspec.Struct, frozen=True, tag="complex"):
    """A Python complex number."""

    real: float
    imag: float


class BigInt(msgspec.Struct, frozen=True, tag="bigint"):
    """A Python integer outside 64 bits; `digits` is cut after MAX_TEXT."""

    digits: Text


class Seq(msgspec.Struct, frozen=True, tag="seq"):
    """A tuple or list; `length` is the true one, `items` holds the first MAX_ITEMS."""

    kind: Literal["tuple", "list"]
    length: Count
    items: Annotated[list[Value], _FEW]


class Map(msgspec.Struct, frozen=True, tag="map"):
    """A dict with text keys (others are given by their repr)."""

    items: Annotated[dict[Text, Value], _FEW]


class Opaque(msgspec.Struct, frozen=True, tag="opaque"):
    """Anything else: the name of its type and a short text."""

    kind: Text
    text: Text


class Ref(msgspec.Struct, frozen=True, tag="ref"):
    """In an argument: the content of a register."""

    register: str


Value = None | bool | int | float | Text | Array | Complex | BigInt | Seq | Map | Opaque | Ref


# --- steps: what a child is asked to do ---------------------------------------------------------


class Probe(msgspec.Struct, frozen=True, tag="probe"):
    """Make a function of a named family (see probes.py); calls to it are logged."""

    into: str
    family: str
    params: dict[str, Value] = {}
    log: bool = True


class Put(msgspec.Struct, frozen=True, tag="put"):
    """Put a value into a register."""

    into: str
    value: Value


class Seed(msgspec.Struct, frozen=True, tag="seed"):
    """Seed NumPy's and Python's global generators."""

    value: int


class Call(msgspec.Struct, frozen=True, tag="call"):
    """Call a register's content; a class gives an instance. The result goes into `into`."""

    function: str
    args: list[Value] = []
    kwargs: dict[str, Value] = {}
    into: str = ""


class Method(msgspec.Struct, frozen=True, tag="method"):
    """Call the first of `names` that the object has."""

    object: str
    names: list[str]
    args: list[Value] = []
    kwargs: dict[str, Value] = {}
    into: str = ""


class Get(msgspec.Struct, frozen=True, tag="get"):
    """Read the first of `paths` that exists: "W", "params.W1"; a part is an attribute or a dict key."""

    object: str
    paths: list[str]
    into: str = ""


class Set(msgspec.Struct, frozen=True, tag="set"):
    """Write a value at the first of `paths` that exists, into the array itself where its shape fits.

    `reshape` lets a value of equal size take the place's own shape (a bias held as (1, H)).
    """

    object: str
    paths: list[str]
    value: Value
    reshape: bool = False


class MethodOf(msgspec.Struct, frozen=True, tag="method_of"):
    """Make a function of one ignored argument that calls a method with fixed arguments.

    This is the `lambda W: net.loss(x, t)` of the book.
    """

    into: str
    object: str
    names: list[str]
    args: list[Value] = []


class Model(msgspec.Struct, frozen=True, tag="model"):
    """Make a two-layer network with these parameters (see models.py); calls of methods `noted` are logged."""

    into: str
    params: dict[str, Value] = {}
    noted: list[str] = []


class Generator(msgspec.Struct, frozen=True, tag="generator"):
    """Make a NumPy random generator of its own from a seed."""

    into: str
    seed: int


Step = Probe | Put | Seed | Call | Method | Get | Set | MethodOf | Model | Generator


# --- requests -------------------------------------------------------------------------------------


class SourceCell(msgspec.Struct, frozen=True):
    """One block of learner text. `number` names it in locations; prose marks text that may be none."""

    number: int
    source: str
    prose: bool = False


class Load(msgspec.Struct, frozen=True, tag="load"):
    """Run a program statement by statement.

    wanted             names whose definitions in a main guard are worth running it for
    withheld           names that the offered modules must not provide
    skip               statements not to be run, counted from 0: they ended or stalled an earlier child
    statement_seconds  budget of one statement
    load_seconds       budget of all statements; when it is spent only definitions and imports run
    light              run only definitions, imports and assignments without a call
    measure            first answer with Parsed
    loops              a loop at top level that calls a method of such a name is not run but becomes a
                       definition, of kind "loop" (see loops.py)
    """

    cells: list[SourceCell]
    wanted: list[str] = []
    withheld: list[str] = []
    skip: list[int] = []
    statement_seconds: float = 1.0
    load_seconds: float = 3.0
    light: bool = False
    measure: bool = False
    loops: list[str] = []


class Program(msgspec.Struct, frozen=True):
    """Steps to be run in order, in registers of their own. Stops at the first step that fails."""

    id: str
    steps: list[Step]
    seconds: float


class Run(msgspec.Struct, frozen=True, tag="run"):
    """Run programs in order, each answered on its own; one that runs out of time is the last.

    bind      definitions (by their index in Loaded) by the names of targets
    seconds   budget of all programs together; 0 for none but their own
    apart     each answer is sent as soon as it is there; else it may be held back for HOLD seconds and the
              program after it: quicker, and where the child ends, nobody knows in which of them
    """

    bind: dict[str, int]
    programs: list[Program]
    seconds: float = 0.0
    apart: bool = False


Request = Load | Run


# --- answers --------------------------------------------------------------------------------------


class Place(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A line of the learner's: cell number and 1-based line of the cell's text. column is 1-based or 0."""

    cell: Count
    line: Count
    column: Count = 0
    end_column: Count = 0
    function: Text = ""


class Raised(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An exception: its type's name, text, and the learner's own frames, outermost first."""

    type: Text
    message: Text
    trace: Annotated[list[Place], _FEW] = []


class CallRecord(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One call of a probe: its number from 0, the argument as it was, and what was answered."""

    probe: Text
    index: Count
    point: Value
    value: Value
    raised: Text = ""


class Changed(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An argument that a step changed in place: register or position, before and after."""

    argument: Text
    before: Value
    after: Value


class Record(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What one step did.

    value       what it returned, if it did
    raised      what it raised, if it did
    calls       calls of probes, the first MAX_CALLS; `call_count` counts all
    changed     arguments changed in place
    """

    value: Value = None
    raised: Raised | None = None
    calls: Annotated[list[CallRecord], _FEW] = []
    call_count: Count = 0
    changed: Annotated[list[Changed], _FEW] = []


class Parameter(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A parameter of a definition; default is its value when it has one."""

    name: Text
    kind: Literal["positional", "keyword", "var_positional", "var_keyword"]
    required: bool
    default: Value = None


class Definition(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A function or class that the program defined, or a loop that was kept.

    methods  for a class: name -> parameters without self, of those defined in it or its own bases
    """

    index: Count
    name: Text
    kind: Literal["function", "class", "loop"]
    cell: Count
    line: Count
    end_line: Count
    parameters: Annotated[list[Parameter], _FEW] = []
    methods: Annotated[dict[Text, Annotated[list[Parameter], _FEW]], _FEW] = {}
    bound: bool = False  # the global name still means this definition after the last statement


class Fault(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A statement or block that did not run to its end.

    kind    raised, timeout, memory, syntax, skipped (budget spent), died (ended an earlier child)
    names   functions and classes that it would have defined
    """

    kind: Literal["raised", "timeout", "memory", "syntax", "skipped", "died"]
    statement: Annotated[int, msgspec.Meta(ge=-1, le=2**53)]
    cell: Count
    line: Count
    end_line: Count
    raised: Raised | None = None
    names: Annotated[list[Text], _FEW] = []


class Confined(msgspec.Struct, frozen=True, tag="confined"):
    """The first message: the layers in force, told before any learner's line runs."""

    layers: Annotated[list[Text], _FEW]
    missing: Annotated[dict[Text, Text], _FEW] = {}


class Parsed(msgspec.Struct, frozen=True, tag="parsed"):
    """The text parses under the child's limits, told before any learner's line runs.

    Only a text that is small and shallow here is parsed by the grader's own process.
    """

    nodes: Count
    depth: Count


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """Statement `statement` is about to run; -1 while the text is parsed."""

    statement: Annotated[int, msgspec.Meta(ge=-1, le=2**53)]
    cell: Count
    line: Count


class Loaded(msgspec.Struct, frozen=True, tag="loaded"):
    """The program ran: what it defined, what went wrong, what it imported and printed.

    steady  a load of the same text in which other names are wanted would come out the same
    """

    definitions: Annotated[list[Definition], _FEW]
    faults: Annotated[list[Fault], _FEW]
    # global name -> offered module it was imported from, by the source
    offered: Annotated[dict[Text, Text], _FEW] = {}
    imported: Annotated[list[Text], _FEW] = []  # offered modules that the program imported
    stdout: Text = ""
    stdout_bytes: Count = 0
    steady: bool = False


class Answer(msgspec.Struct, frozen=True, tag="answer", omit_defaults=True, gc=False):
    """The records of one program's steps; `ended` tells how it ended."""

    program: Text
    ended: Literal["done", "raised", "timeout", "memory"]
    records: Annotated[list[Record], _FEW]


Message = Confined | Parsed | Progress | Loaded | Answer

_encoder = msgspec.msgpack.Encoder()
_request_decoder: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_message_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def sendable(cell: SourceCell) -> SourceCell:
    """Return the cell as it can be sent: a notebook may hold lone surrogates, here replaced by "?"."""
    if cell.source.isascii():
        return cell
    return msgspec.structs.replace(cell, source=cell.source.encode("utf-8", "replace").decode())


def packed(steps: Sequence[Step]) -> list[Step]:
    """Return steps encoded already: they can be sent as those of a program, and nothing else."""
    return cast(list[Step], msgspec.Raw(_encoder.encode(steps)))


def encode(message: Request | Message) -> bytes:
    """Return the message as one frame; raises WireError when it is larger than its kind may be."""
    limit = MAX_REQUEST if isinstance(message, (Load, Run)) else MAX_FRAME
    body = _encoder.encode(message)
    if len(body) > limit:
        raise WireError(f"a message of {len(body)} bytes is over the limit of {limit}")
    return _HEADER.pack(len(body)) + body


def decode_request(body: bytes) -> Request:
    """Read a request's body (without its length)."""
    return _request_decoder.decode(body)


def decode_message(body: bytes) -> Message:
    """Read a child's message; raises WireError for anything that is not one."""
    try:
        return _message_decoder.decode(body)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise WireError(f"not a message of a worker: {error}") from None


def frame_length(header: bytes, limit: int = MAX_FRAME) -> int:
    """Return the length that a frame's first four bytes announce; raises WireError over the limit."""
    (length,) = _HEADER.unpack(header)
    if length > limit:
        raise WireError(f"a frame of {length} bytes is over the limit of {limit}")
    return int(length)


HEADER_SIZE = _HEADER.size
