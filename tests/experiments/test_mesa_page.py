"""Mesa's page, SolaraViz, on our model: rendered without a browser, stepped and reset by its own buttons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ipyvuetify
import ipywidgets
import pytest
import solara
from mesa.visualization import SolaraViz, make_plot_component

import simulation as sim


class Page:
    """The page as somebody sees it who has no eyes for layout."""

    def __init__(self, **choices: Any) -> None:
        @solara.component
        def page() -> None:
            with solara.AppLayout():
                SolaraViz(self.model, components=[make_plot_component("awareness")], model_params=choices, name="wom")

        self.model = sim.CampaignModel(scenario="first-campaign", strategy="head_kol", seed=1)
        self.box, self.rendered = solara.render(page(), handle_error=False)

    @property
    def day(self) -> float:
        """What it says beside Step (Mesa 3.3) or Time (3.5)."""
        return next(float(text.split(": ")[1]) for text in texts_in(self.box) if text.startswith(("Step: ", "Time: ")))

    @property
    def picture(self) -> bytes:
        return bytes(self.rendered.find(ipywidgets.Image).widget.value)

    def press(self, button: str) -> None:
        next(one for one in self.rendered.find(ipyvuetify.Btn).widgets if button in one.children).click()


def texts_in(widget: Any) -> Iterator[str]:
    """The texts on a widget and all it holds."""
    if isinstance(widget, str):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from texts_in(child)


@pytest.fixture
def page() -> Iterator[Page]:
    shown = Page(scenario="first-campaign", strategy="head_kol", seed=1)
    yield shown
    shown.rendered.close()


def test_a_step_on_the_page_is_a_day_and_changes_what_is_shown(page: Page) -> None:
    assert page.day == 0
    pictures = [page.picture]
    for day in (1, 2, 3):
        page.press("Step")
        assert page.model.run.day == page.day == day
        pictures.append(page.picture)
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    assert len(set(pictures)) == 4


def test_after_a_reset_the_page_shows_what_it_showed_before(page: Page) -> None:
    before = page.picture
    page.press("Step")
    assert page.picture != before
    page.press("Reset")
    assert page.day == 0
    assert page.picture == before
