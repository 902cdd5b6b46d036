"""What the package says before NumPy is imported."""

import os
import subprocess
import sys

import pytest

SAYS = "import os, juncture; print(os.environ['OPENBLAS_NUM_THREADS'])"


@pytest.mark.parametrize(("told", "said"), [(None, "1"), ("4", "4")])
def test_small_matrices_are_left_to_one_thread_unless_an_operator_says_otherwise(told: str | None, said: str):
    surroundings = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    surroundings |= {"OPENBLAS_NUM_THREADS": told} if told else {}

    answer = subprocess.run(
        [sys.executable, "-c", SAYS], env=surroundings, capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == said
