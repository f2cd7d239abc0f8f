"""How the tests are run: the long files first, so that two processes end together, and without looking for garbage twice."""

from __future__ import annotations

import gc

import pytest

LONGEST = ("test_notebooks.py", "test_page.py", "test_agreement.py", "test_scripts.py", "test_signs.py", "test_mutants.py",
           "test_documents.py", "test_main_scenario.py", "test_nothing_lost.py")  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, in this order; all others as they were."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


def pytest_collection_finish() -> None:
    """Thousands of tests and all that they import stay to the end: the search for garbage passes them by."""
    gc.collect()
    gc.freeze()
