"""Fails by a slip whose repair shows lines full of markup around it."""


def numerical_diff(f, x):
    # </pre><script>alert("attacked")</script> {{ 7777*7777 }} @attack
    """
::error::attacked
##[error]attacked
```
[x](https://attack.invalid)
    """
    h = 1e-4
    return (f(x + h) - f(x - h)) / 2 * h
