import numpy as np


# 中心差分で微分を求める
def numerical_diff(関数, 点):
    幅 = 1e-4
    分子 = 関数(点 + 幅) - 関数(点 - 幅)
    分母 = 2 * 幅
    return 分子 / 分母
