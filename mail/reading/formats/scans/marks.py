"""Marks that the engine knows no letter for, told by their shape: a box with a cross in it."""

import cv2
import numpy as np
from cv2.typing import MatLike

_SIZE = 40  # dots that a mark is brought to
_SIDE = 7  # of them, in which a side of the box runs
_OF_A_SIDE, _OF_A_CROSS, _BETWEEN = 0.9, 0.8, 0.2  # how much of each is ink, at least, and at most
_SQUARE = 1.25  # as much wider than high, or higher than wide


def is_crossed_box(mark: MatLike) -> bool:
    """Whether ink (255), trimmed to itself, is a box with a cross from corner to corner and nothing else."""
    height, width = mark.shape
    if not height or not width or max(height, width) > _SQUARE * min(height, width):
        return False
    ink = cv2.resize(mark, (_SIZE, _SIZE), interpolation=cv2.INTER_AREA) > 100
    sides = (
        ink[:_SIDE].any(axis=0),
        ink[-_SIDE:].any(axis=0),
        ink[:, :_SIDE].any(axis=1),
        ink[:, -_SIDE:].any(axis=1),
    )
    if min(side.mean() for side in sides) < _OF_A_SIDE:
        return False
    thick = cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8))
    along = np.arange(_SIDE, _SIZE - _SIDE)
    cross = (thick[along, along], thick[along, _SIZE - 1 - along])
    if min(arm.mean() for arm in cross) < _OF_A_CROSS:
        return False
    near, far = slice(_SIDE + 1, _SIDE + 5), slice(-_SIDE - 5, -_SIDE - 1)
    middle = slice(_SIZE // 2 - 3, _SIZE // 2 + 3)
    between = (ink[near, middle], ink[far, middle], ink[middle, near], ink[middle, far])
    return bool(max(part.mean() for part in between) <= _BETWEEN)
