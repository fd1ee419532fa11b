"""The workloads in PyTorch on the CPU: zero_grad, forward, loss, backward, Adam. Third argument: nchw or nhwc."""

import sys
import time

import torch
from torch import nn

from rival import BATCHES, serve


def tutorial(size):
    layers, channels, side = [], 3, size
    for _ in range(3):
        layers += [nn.Conv2d(channels, 64, 3), nn.ReLU(), nn.BatchNorm2d(64), nn.MaxPool2d(2), nn.Dropout(0.25)]
        channels, side = 64, (side - 2) // 2
    head = [nn.Flatten(), nn.Linear(side * side * 64, 64), nn.ReLU(), nn.BatchNorm1d(64), nn.Dropout(0.5), nn.Linear(64, 1)]
    return nn.Sequential(*layers, *head)


def digits():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.BatchNorm2d(32), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.BatchNorm2d(64),
        nn.MaxPool2d(2), nn.Dropout(0.25), nn.Flatten(),
        nn.Linear(64 * 12 * 12, 128), nn.ReLU(), nn.BatchNorm1d(128), nn.Linear(128, 10),
    )


def perceptron():
    return nn.Sequential(
        nn.Linear(784, 512), nn.BatchNorm1d(512), nn.ReLU(),
        nn.Linear(512, 256), nn.BatchNorm1d(256), nn.ReLU(),
        nn.Linear(256, 10),
    )


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(outputs)
        self.second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Identity()
        if stride > 1:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = torch.relu(self.first_norm(self.first(x)))
        return torch.relu(self.second_norm(self.second(y)) + self.shortcut(x))


def resnet20():
    blocks, channels = [], 16
    for outputs, first in ((16, 1), (32, 2), (64, 2)):
        for i in range(3):
            blocks.append(Block(channels, outputs, first if i == 0 else 1))
            channels = outputs
    stem = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    return nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def depthwise():
    layers = [layer for _ in range(4) for layer in (nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.ReLU())]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def separable():
    def step():
        return [nn.Conv2d(64, 64, 3, padding=1, groups=64, bias=False), nn.Conv2d(64, 64, 1), nn.ReLU()]

    layers = [layer for _ in range(4) for layer in step()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.layer, self.head = kind(64, 128, batch_first=True), nn.Linear(128, 10)

    def forward(self, x):
        return self.head(self.layer(x)[0][:, -1])


MODELS = {
    "W1": (lambda: tutorial(200), (3, 200, 200), 1),
    "W1b8": (lambda: tutorial(200), (3, 200, 200), 1),
    "W2": (lambda: tutorial(32), (3, 32, 32), 1),
    "W3": (digits, (1, 28, 28), 10),
    "W4": (perceptron, (784,), 10),
    "W5": (lambda: nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1)), (2,), 1),
    "W6": (resnet20, (3, 32, 32), 10),
    "D1": (depthwise, (64, 56, 56), 10),
    "S1": (separable, (64, 56, 56), 10),
    "R1": (lambda: Recurrent(nn.LSTM), (64, 64), 10),
    "R2": (lambda: Recurrent(nn.GRU), (64, 64), 10),
}


def main(workload, threads, layout):
    began = time.perf_counter()
    build, shape, classes = MODELS[workload]
    if layout == "nhwc" and len(shape) != 3:
        sys.exit(3)
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    batch = BATCHES[workload]
    model, x = build(), torch.randn(batch, *shape)
    if classes == 1:
        y, loss = torch.randint(0, 2, (batch, 1)).float(), nn.BCEWithLogitsLoss()
    else:
        y, loss = torch.randint(0, classes, (batch,)), nn.CrossEntropyLoss()
    if layout == "nhwc":
        model, x = model.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-5)
    model.train()

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss(model(x), y).backward()
        optimizer.step()

    serve(torch.__version__, began, step)


main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
