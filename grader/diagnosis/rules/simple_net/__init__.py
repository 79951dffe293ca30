"""softmax, cross-entropy and the network of one layer."""
