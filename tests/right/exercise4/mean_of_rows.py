import numpy as np

def softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    numerator = np.exp(z)
    denominator = np.sum(numerator, axis=-1, keepdims=True)
    return numerator / denominator

def cross_entropy_error(y_pred, y_true):
    loss_per_sample = -np.sum(y_true * np.log(y_pred + 1e-8), axis=-1)
    loss = np.mean(loss_per_sample)
    return loss

class simpleNet:
    def __init__(self):
        self.weights = np.random.randn(2, 3)
    def forward(self, x):
        return np.dot(x, self.weights)
    def predict(self, x):
        return self.forward(x)
    def loss(self, x, t):
        logits = self.forward(x)
        probs = softmax(logits)
        return cross_entropy_error(probs, t)
