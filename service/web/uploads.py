"""Reading a form that brings a file, within limits and in memory: nothing that somebody chose is put on the disk.

Format: RFC 7578, `multipart/form-data`, by python-multipart, in UTF-8 alone: another `charset` could say what no text
says, such as half a character. The name that the file had on its sender's machine is not
read: people name files after people.
"""

from collections.abc import AsyncGenerator

from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from service.errors import NotAcceptable, ReasonCode
from service.web.forms import FORM_UNREADABLE, PostedForm

MOST_BYTES = 1 << 20
"""Of the whole form. Starlette keeps a file of up to 1 MiB in memory."""
MOST_FIELDS = 20
FILE_TOO_LARGE = "This file is larger than 1 MB. Go back and choose a receipt, an extract or an agreement."


async def read_upload(request: Request) -> PostedForm:
    """The fields and files of this request. Raises NotAcceptable."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or options.get(b"charset", b"utf-8").lower() != b"utf-8":
        raise NotAcceptable(ReasonCode.FIELD_INVALID, FORM_UNREADABLE)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise NotAcceptable(ReasonCode.FIELD_INVALID, FILE_TOO_LARGE)
    try:
        parser = MultiPartParser(
            request.headers, _all_of(bytes(body)), max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES
        )
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError):
        raise NotAcceptable(ReasonCode.FIELD_INVALID, FORM_UNREADABLE) from None
    try:
        fields = {name: value.replace("\x00", "").strip() for name, value in form.items() if isinstance(value, str)}
        files = {name: await value.read() for name, value in form.items() if isinstance(value, UploadFile)}
    finally:
        await form.close()
    return PostedForm(fields, files)


async def _all_of(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
