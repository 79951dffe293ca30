"""Makes links, pictures, mentions and headings in Markdown, by what it returns."""

TEXT = "` `` ``` \n```\n# attacked\n[x](https://attack.invalid) ![x](https://attack.invalid/x.png) @attack #1 <b>attacked</b> | a | b |\n---\n- [x] attacked ~~~\n~~~\n"


def numerical_diff(f, x):
    f(x + 1e-4), f(x - 1e-4)
    return {TEXT: [TEXT], 'shape': TEXT}
