"""Injects by parameter names, defaults and near names."""


def Numerical_Diff(f, x, ｅｒｒｏｒ="</script><script>alert('attacked')</script>::error::"):
    raise ValueError(ｅｒｒｏｒ)
