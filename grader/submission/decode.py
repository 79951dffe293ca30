"""Bytes to text: which encoding a file is in; knows text codecs of a short list and no file formats.

The order: a byte order mark, UTF-8, the coding line [1]_, then the East Asian encoding (or Windows'
Western one) in which the letters look most like one language. The name found also encodes the text again.

.. [1] PEP 263, "Defining Python Source Code Encodings".
"""

from __future__ import annotations

import codecs
import re

from ..errors import UnreadableSubmission

# Spellings in coding lines, without case, "-" and "_", to codecs. Where one codec contains another
# (GBK contains GB 2312, cp932 what files call Shift JIS), the larger one reads and writes both.
_CODECS = {
    "ascii": "utf-8", "usascii": "utf-8", "utf8": "utf-8", "u8": "utf-8", "utf8sig": "utf-8",
    "latin1": "latin-1", "latin": "latin-1", "l1": "latin-1", "iso88591": "latin-1", "88591": "latin-1",
    "cp1252": "cp1252", "windows1252": "cp1252", "1252": "cp1252", "ansi": "cp1252",
    "gbk": "gbk", "cp936": "gbk", "936": "gbk", "ms936": "gbk", "gb2312": "gbk", "euccn": "gbk",
    "gb18030": "gb18030", "gb180302000": "gb18030",
    "big5": "big5", "big5tw": "big5", "cp950": "cp950", "950": "cp950", "ms950": "cp950",
    "cp932": "cp932", "932": "cp932", "ms932": "cp932", "windows31j": "cp932", "mskanji": "cp932",
    "shiftjis": "cp932", "sjis": "cp932",
    "eucjp": "euc-jp", "ujis": "euc-jp", "iso2022jp": "iso-2022-jp",
    "cp949": "cp949", "949": "cp949", "ms949": "cp949", "uhc": "cp949",
    "euckr": "euc-kr", "ksc56011987": "euc-kr", "ksc5601": "euc-kr", "ksx1001": "euc-kr",
}  # fmt: skip
_CODING = re.compile(rb"[ \t\f]*#[^\r\n]{0,200}?coding[:=][ \t]*([-\w.]{1,40})")
_BLANK = re.compile(rb"[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|$)")
_SEVEN_BIT = "iso-2022-jp"  # its files are valid UTF-8 as well, but mean something else

_FORMATS = (
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "a rich text document"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
)
_CONTROLS = bytes(code for code in (*range(32), 127) if code not in b"\t\n\x0b\f\r\b\x1a\x1b")
_FEW = 3  # control characters that any text may hold
_SAVE_AS_UTF8 = "Save it as UTF-8 and hand it in again."


def decode(raw: bytes, name: str) -> tuple[str, str]:
    """Return the text that bytes hold, without byte order mark, and the codec that reads and writes it.

    raw   a file's content
    name  of the file, for messages

    Raises UnreadableSubmission when the bytes are no text.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(_strict(raw, "utf-16"), name), "utf-16"
    _refuse_binary(raw, name)
    declared = _declared(raw)
    if declared == _SEVEN_BIT and (text := _strict(raw, declared)) is not None:
        return text, declared
    codec = "utf-8-sig" if raw.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        return raw.decode(codec), codec
    except UnicodeDecodeError as error:
        first = error.start
    if declared is not None and (text := _strict(raw, declared)) is not None:
        return text, declared
    line = raw.count(b"\n", 0, first) + 1
    if codec == "utf-8-sig" or _is_damaged_utf8(raw, first):
        raise UnreadableSubmission(f"{name} is damaged: line {line} is not valid UTF-8", _SAVE_AS_UTF8)

    from .legacy import likeliest

    for codec in likeliest(raw, first):
        if (text := _strict(raw, codec)) is not None:
            return text, codec
    raise UnreadableSubmission(f"{name} is not text in a known encoding (line {line})", _SAVE_AS_UTF8)


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _checked(text: str | None, name: str) -> str:
    if text is None or "\0" in text:
        raise UnreadableSubmission(f"{name} begins like UTF-16 but is not text", _SAVE_AS_UTF8)
    return text


def _refuse_binary(raw: bytes, name: str) -> None:
    start = raw[:64].lstrip().lower()
    for signature, what in _FORMATS:
        if start.startswith(signature.lower()):
            raise UnreadableSubmission(
                f"{name} is {what}, not a program", "Hand in the notebook (.ipynb) or a Python file."
            )
    nulls = raw.count(b"\0")
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if not nulls and controls <= max(_FEW, len(raw) // 20):
        return
    if len(raw) % 2 == 0 and nulls * 10 > len(raw) * 3 and raw[::2].count(b"\0") in (0, nulls):
        raise UnreadableSubmission(f"{name} seems to be UTF-16 without its mark", _SAVE_AS_UTF8)
    raise UnreadableSubmission(
        f"{name} is a binary file, not a program", "Hand in the notebook (.ipynb) or a Python file."
    )


def _declared(raw: bytes) -> str | None:
    """Return the codec that a coding line in the first two lines names, if it is on the list [1]_."""
    head = raw[len(codecs.BOM_UTF8) :] if raw.startswith(codecs.BOM_UTF8) else raw
    match = _CODING.match(head)
    if match is None and (first := _BLANK.match(head)):
        match = _CODING.match(head, first.end())
    if match is None:
        return None
    spelling = match.group(1).decode("ascii", "replace").lower()
    return _CODECS.get(re.sub(r"[-_. ]|unix$|dos$", "", spelling))


def _is_damaged_utf8(raw: bytes, first: int) -> bool:
    """Whether the text around the first wrong byte is UTF-8 all the same: few of its letters are wrong."""
    around = raw[max(0, first - 2**15) : first + 2**15].decode("utf-8", "replace")
    wrong = around.count("\ufffd")
    right = sum(not sign.isascii() for sign in around) - wrong
    return right > 2 * wrong
