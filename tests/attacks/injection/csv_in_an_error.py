"""Writes formulas that a spreadsheet would run."""

TEXT = "=cmd|'/c attacked'!A1\n+1+1\n-1\n@SUM(1)\n\t=1,\",\"100\",\r\n=HYPERLINK(\"https://attack.invalid\")"


def numerical_diff(f, x):
    raise type('E' + TEXT, (Exception,), {})(TEXT)
