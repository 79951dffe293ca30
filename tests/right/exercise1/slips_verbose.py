# 数値微分（中心差分）


def numerical_diff(func, point):
    """中心差分で微分を近似する。

    func: 微分する関数　point: 位置
    """
    delta = 1e-5
    right_value = func(point + delta)
    left_value = func(point - delta)
    difference = right_value - left_value
    width = 2 * delta
    result = difference / width
    return result
