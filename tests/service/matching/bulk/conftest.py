"""The model that bulk linking is held to."""

import pytest

from service.matching.model import Model, shipped_model


@pytest.fixture(scope="session")
def model() -> Model:
    return shipped_model()
