"""Moves the cursor, sets the title, writes the clipboard and makes links of a terminal."""

TEXT = "\x1b[2J\x1b]0;attacked\x07\x1b]52;c;YXR0YWNrZWQ=\x07\x1b]8;;https://attack.invalid\x07link\x9b31m\x08\x08\r100/100"


def numerical_diff(f, x):
    raise type('E' + TEXT, (Exception,), {})(TEXT)
