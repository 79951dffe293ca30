"""Ends CDATA, declares entities and breaks the well-formedness of XML."""

TEXT = "]]><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x;<testsuite failures='0'/>--><?xml?>\x00\x0b\ufffe\uffff"


def numerical_diff(f, x):
    raise type('E' + TEXT, (Exception,), {})(TEXT)
