import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    # 记录损失和精度
    losses, accs, test_accs = [], [], []
    n = x_train.shape[0]
    每轮 = max(n // batch_size, 1)
    for i in range(iters_num):
        # 随机选一个小批量
        idx = np.random.choice(n, batch_size)
        x_b, t_b = x_train[idx], t_train[idx]
        # 计算梯度并更新参数
        dw = network.gradient(x_b, t_b)
        for k, w in network.params.items():
            w = w - learning_rate * dw[k]
        losses.append(network.loss(x_b, t_b))
        # 每个轮次算一次精度
        if i % 每轮 == 0:
            accs.append(network.accuracy(x_train, t_train))
            test_accs.append(network.accuracy(x_test, t_test))
    return losses, accs, test_accs
