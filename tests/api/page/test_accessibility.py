"""axe-core finds no violation, in both colour schemes and in the states that people meet.

Older browsers count, too: the marks are elements there, whose contrast axe-core sees.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.api.page.conftest import ask
from tests.api.page.test_older_browsers import OLDER

Open = Callable[..., Page]


def assert_no_violation(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("script", ["", OLDER], ids=["newer", "older"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation(open_page: Open, url: str, scheme: str, script: str) -> None:
    page = open_page(url, script, color_scheme=scheme)
    page.locator("#examples button").first.wait_for()
    assert_no_violation(page)
    ask(page, "What is “sovereign AI”, and who advanced it?")
    ask(page, "What does note 12 say?")
    ask(page, "What is the capital of France?")
    for summary in page.locator("summary").all():
        summary.click()
    page.locator(".cite").first.click()
    page.fill("#find", "sovereign")
    page.locator("#text .reference a").first.click()
    page.click("#contents-toggle")
    assert_no_violation(page)
    page.set_viewport_size({"width": 360, "height": 640})
    assert_no_violation(page)
    page.get_by_role("button", name="Conversation").click()
    assert_no_violation(page)
