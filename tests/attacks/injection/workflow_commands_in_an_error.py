"""Begins lines with the workflow commands of CI services."""

TEXT = "\n::error::attacked\n  ::set-output name=score::100\n::add-mask::1\n##[error]attacked\n##vso[task.complete result=Succeeded]\n##teamcity[x]\n::stop-commands::attacked"


def numerical_diff(f, x):
    raise type('E' + TEXT, (Exception,), {})(TEXT)
