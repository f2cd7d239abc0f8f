"""In what order the files of tests are run: two processes end together when the long files are begun first."""

from __future__ import annotations

import pytest

LONGEST = ("test_notebooks.py", "test_page.py", "test_agreement.py", "test_scripts.py", "test_signs.py", "test_mutants.py",
           "test_documents.py", "test_main_scenario.py", "test_nothing_lost.py")  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, in this order; all others as they were."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
