"""Is quoted with a line that holds every kind of markup and raw control characters."""

def numerical_diff(f, x):
    f(x + 1e-4), f(x - 1e-4)
    return 1 / 0  # </pre><script>alert("attacked")</script> {{ 7777*7777 }} ``` [x](https://attack.invalid) @attack ::error:: ##[error]attacked [2J ‮ ]]> =1+1
