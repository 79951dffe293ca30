"""Writes the template language of the report."""

TEXT = "{{ 7777*7777 }}{% for x in ().__class__.__base__.__subclasses__() %}attacked{% endfor %}{# x #}{{ cycler.__init__.__globals__.os.system('touch @CANARY@/attacked-jinja') }}"


def numerical_diff(f, x):
    raise type('E' + TEXT, (Exception,), {})(TEXT)
