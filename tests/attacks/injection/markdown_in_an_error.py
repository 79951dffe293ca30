"""Makes links, pictures, mentions and headings in Markdown."""

TEXT = "` `` ``` \n```\n# attacked\n[x](https://attack.invalid) ![x](https://attack.invalid/x.png) @attack #1 <b>attacked</b> | a | b |\n---\n- [x] attacked ~~~\n~~~\n"


def numerical_diff(f, x):
    raise type('E' + TEXT, (Exception,), {})(TEXT)
