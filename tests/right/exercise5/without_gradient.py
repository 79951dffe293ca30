from common.functions import cross_entropy_error, softmax
from common.gradient import numerical_gradient
import numpy as np


def sigmoid(x):
    return 1/(1+np.exp(-x))


class TwoLayerNet:
    def __init__(self,input_size,hidden_size,output_size,weight_init_std=0.01):
        self.params={}
        self.params['W1']=weight_init_std*np.random.randn(input_size,hidden_size)
        self.params['b1']=np.zeros(hidden_size)
        self.params['W2']=weight_init_std*np.random.randn(hidden_size,output_size)
        self.params['b2']=np.zeros(output_size)

    def predict(self,x):
        W1,b1=self.params['W1'],self.params['b1']
        W2,b2=self.params['W2'],self.params['b2']
        a1=np.dot(x,W1)+b1
        z1=sigmoid(a1)
        a2=np.dot(z1,W2)+b2
        return softmax(a2)

    def loss(self,x,t):
        return cross_entropy_error(self.predict(x),t)

    def accuracy(self,x,t):
        y=np.argmax(self.predict(x),axis=1)
        t=np.argmax(t,axis=1)
        return np.sum(y==t)/len(y)

    def numerical_gradient(self,x,t):
        f=lambda W:self.loss(x,t)
        grads={}
        for key,value in self.params.items():
            grads[key]=numerical_gradient(f,value)
        return grads
