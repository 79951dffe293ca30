"""Has the report's own wrapping put a workflow command at the beginning of a line."""

TEXT = "::error::attacked ::error::attackedx ::error::attackedxx ::error::attackedxxx ::error::attackedxxxx ::error::attackedxxxxx ::error::attackedxxxxxx ::error::attackedxxxxxxx ::error::attackedxxxxxxxx ::error::attackedxxxxxxxxx ::error::attackedxxxxxxxxxx ::error::attackedxxxxxxxxxxx ::error::attackedxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxxxxxxxxxxxxxx ::error::attackedxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ##[error]attacked"


def numerical_diff(f, x):
    raise type('E' + TEXT, (Exception,), {})(TEXT)
