"""What a learner typed into a platform's editor, HTML, as the lines that they saw; knows no layout."""

from __future__ import annotations

from html.parser import HTMLParser

_BREAKS = frozenset(("br", "p", "div", "li", "tr", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"))
_UNSEEN = frozenset(("head", "style", "script", "title"))


def text_of(page: bytes) -> bytes:
    """Return the visible text of a page as UTF-8, a line for each line that was seen.

    >>> text_of(b"<p>x = 1<br/>if x &lt; 2:</p><p>&nbsp;&nbsp;y = x</p>").decode()
    'x = 1\\nif x < 2:\\n  y = x\\n'
    """
    reader = _Reader()
    reader.feed(page.decode("utf-8-sig", "replace"))
    reader.close()
    return "".join(reader.parts).strip("\n").encode() + b"\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0
        self._kept = 0  # elements in which white space is kept

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self._kept += tag == "pre"
        if tag == "br":
            self.parts.append("\n")
        elif tag in _BREAKS:
            self._new_line()

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        self._kept -= tag == "pre" and self._kept > 0
        if tag in _BREAKS and tag != "br":
            self._new_line()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        text = data if self._kept else data.replace("\r", "").replace("\n", " " if data.strip() else "")
        if text:
            self.parts.append(text.replace("\xa0", " "))

    def _new_line(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")
