import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    """ミニバッチ学習。データは float32 に直して使う。"""
    訓練 = x_train.astype(np.float32)
    損失, 訓練正解率, テスト正解率 = [], [], []
    一周 = max(len(訓練) // batch_size, 1)
    for 回 in range(iters_num):
        番号 = np.random.choice(len(訓練), batch_size)
        勾配 = network.gradient(訓練[番号], t_train[番号])
        for 名 in network.params:
            network.params[名] -= learning_rate * 勾配[名]
        損失.append(network.loss(訓練[番号], t_train[番号]))
        if 回 % 一周 == 0:
            訓練正解率.append(network.accuracy(訓練, t_train))
            テスト正解率.append(network.accuracy(x_test, t_test))
    return 損失, 訓練正解率, テスト正解率
