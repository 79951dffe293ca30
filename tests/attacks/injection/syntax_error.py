"""Does not parse at a line that holds markup, so that the line is shown."""

def numerical_diff(f, x):
    return <script>alert("attacked")</script> ::error:: [x](https://attack.invalid) ```
