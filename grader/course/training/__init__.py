"""Training on mini-batches, as checks ask for it and judge it; knows no exercise's points.

problem   the data, the network, the call
log       what the network noted, read as iterations
series    what came back, read as losses and accuracies
runs      a small training on random batches
batches   judges the rows of the batches
steps     judges the updates, by a training of one course only
records   judges losses and accuracies
"""
