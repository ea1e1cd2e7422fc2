"""Numbers in disjoint sets that grow together."""

from __future__ import annotations


class Sets:
    """The numbers below a bound, each in a set of its own at first; the least names its set."""

    def __init__(self, count: int) -> None:
        self._over = list(range(count))

    def root(self, number: int) -> int:
        """The least number of the set that a number is in."""
        while self._over[number] != number:
            self._over[number] = self._over[self._over[number]]
            number = self._over[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Make one set of those of two numbers."""
        low, high = sorted((self.root(one), self.root(other)))
        self._over[high] = low

    def members(self) -> list[list[int]]:
        """The sets, each with its numbers in order."""
        found: dict[int, list[int]] = {}
        for number in range(len(self._over)):
            found.setdefault(self.root(number), []).append(number)
        return list(found.values())
