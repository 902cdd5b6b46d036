"""Finite fields: adding and multiplying among q numbers, for any prime power q. Planes are drawn over them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Self


@dataclass(frozen=True)
class Field:
    """The field of `prime`**`degree` elements; an element's digits to the base `prime` are its polynomial."""

    prime: int
    degree: int

    @classmethod
    def of_order(cls, order: int) -> Self | None:
        """The field with so many elements, if there is one."""
        prime = next((p for p in range(2, order + 1) if order % p == 0), 0)
        degree, left = 0, order
        while prime and left % prime == 0:
            degree, left = degree + 1, left // prime
        return cls(prime, degree) if degree and left == 1 else None

    def add(self, one: int, other: int) -> int:
        pairs = zip(self._digits(one), self._digits(other), strict=True)
        return self._number([(a + b) % self.prime for a, b in pairs])

    def multiply(self, one: int, other: int) -> int:
        raw = [0] * (2 * self.degree - 1)
        for i, a in enumerate(self._digits(one)):
            for j, b in enumerate(self._digits(other)):
                raw[i + j] = (raw[i + j] + a * b) % self.prime
        modulus = _irreducible(self.prime, self.degree)
        for top in range(len(raw) - 1, self.degree - 1, -1):
            for at, digit in enumerate(modulus):
                raw[top - self.degree + at] = (raw[top - self.degree + at] - raw[top] * digit) % self.prime
        return self._number(raw[: self.degree])

    def _digits(self, number: int) -> list[int]:
        digits = []
        for _ in range(self.degree):
            number, digit = divmod(number, self.prime)
            digits.append(digit)
        return digits

    def _number(self, digits: list[int]) -> int:
        return sum(digit * self.prime**at for at, digit in enumerate(digits))


@cache
def _irreducible(prime: int, degree: int) -> tuple[int, ...]:
    """A polynomial of this degree, leading 1 last, that no smaller one divides."""
    smaller = [(*low, 1) for size in range(1, degree // 2 + 1) for low in product(range(prime), repeat=size)]
    for low in product(range(prime), repeat=degree):
        candidate = (*low, 1)
        if not any(_divides(divisor, candidate, prime) for divisor in smaller):
            return candidate
    raise AssertionError("there is an irreducible polynomial of every degree")


def _divides(divisor: tuple[int, ...], polynomial: tuple[int, ...], prime: int) -> bool:
    left = list(polynomial)
    for top in range(len(left) - 1, len(divisor) - 2, -1):
        factor = left[top]  # the divisor leads with 1
        for at, digit in enumerate(divisor):
            place = top - len(divisor) + 1 + at
            left[place] = (left[place] - factor * digit) % prime
    return not any(left)
