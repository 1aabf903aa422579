"""Numbers in addresses: a whole number of ours, or an address that is not there."""

from starlette.requests import Request

from service.errors import NotFound, ReasonCode


def number_in(request: Request, advice: str) -> int:
    """The number that an address names. Raises NotFound, with the advice, for anything else."""
    text = request.path_params["number"]
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise NotFound(ReasonCode.NOT_FOUND, advice)
    return int(text)
