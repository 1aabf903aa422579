"""The model that bulk linking is held to."""

from collections.abc import Callable

import pytest

from service.matching.model import Model, shipped_model


@pytest.fixture(scope="session")
def the_model() -> Callable[[], Model]:
    """Behind a function, because hypothesis prints what a test was given, and a model is long."""
    model = shipped_model()
    return lambda: model
