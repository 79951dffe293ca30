"""The network of two layers: its parameters, its layers, its gradients, its accuracy."""
