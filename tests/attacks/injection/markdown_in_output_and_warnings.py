"""Makes links, pictures, mentions and headings in Markdown, by output, warnings and failing statements."""

import sys
import warnings

TEXT = "` `` ``` \n```\n# attacked\n[x](https://attack.invalid) ![x](https://attack.invalid/x.png) @attack #1 <b>attacked</b> | a | b |\n---\n- [x] attacked ~~~\n~~~\n"
print(TEXT)
print(TEXT, file=sys.stderr)
warnings.warn(TEXT)
raise ValueError(TEXT)


def numerical_diff(f, x):
    f(x + 1e-4), f(x - 1e-4)
    return 1.0
