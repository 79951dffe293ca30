import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    損失 = []          # 損失の推移
    訓練精度 = []
    試験精度 = []
    件数 = len(x_train)
    エポック = 件数 / batch_size  # 1エポックの繰り返し回数
    for 回 in range(iters_num):
        番号 = np.random.choice(件数, batch_size)
        入力, 正解 = x_train[番号], t_train[番号]
        勾配 = network.gradient(入力, 正解)
        for 名前 in network.params:
            network.params[名前] -= learning_rate * 勾配[名前]
        損失.append(network.loss(入力, 正解))
        if not 回 % エポック:
            訓練精度.append(network.accuracy(x_train, t_train))
            試験精度.append(network.accuracy(x_test, t_test))
    return 損失, 訓練精度, 試験精度
