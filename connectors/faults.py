"""Everything that can be wrong with what an agency sends: a stable code, and a sentence that a person can act on.

Nothing here ever holds a value from the file. A sentence says what is wrong and what to do, never what was read.
"""

from enum import StrEnum


class FaultCode(StrEnum):
    """What is wrong with a file, a row or a field."""

    # identifiers
    IDENTIFIER_FORMAT = "identifier_format"
    IDENTIFIER_CHECK = "identifier_check"
    IDENTIFIER_PLACEHOLDER = "identifier_placeholder"
    IDENTIFIER_SUPERSEDED = "identifier_superseded"
    # fields and rows
    MISSING_FIELD = "missing_field"
    IMPOSSIBLE_DATE = "impossible_date"
    UNKNOWN_CODE = "unknown_code"
    PHONE_FORMAT = "phone_format"
    MARKING_TOO_HIGH = "marking_too_high"
    INTELLIGENCE = "intelligence"
    OFFICER_PERCEIVED_ETHNICITY = "officer_perceived_ethnicity"
    CLINICAL_CONTENT = "clinical_content"
    UNKNOWN_SERVICE = "unknown_service"
    NO_SUBJECT = "no_subject"
    ENTERED_IN_ERROR = "entered_in_error"
    UNEXPECTED_FIELD = "unexpected_field"
    CONFLICTING_ROW = "conflicting_row"
    REPEATED_REF = "repeated_ref"
    WRONG_PROVIDER = "wrong_provider"
    WRONG_SHAPE = "wrong_shape"
    COLUMN_COUNT = "column_count"
    QUOTING = "quoting"
    NOT_JSON = "not_json"
    NOT_UTF8 = "not_utf8"
    CONTROL_CHARACTER = "control_character"
    ROW_TOO_LONG = "row_too_long"
    TRUNCATED = "truncated"
    # whole files
    FILE_EMPTY = "file_empty"
    FILE_ENCODING = "file_encoding"
    FILE_FORMAT = "file_format"
    LINE_TOO_LONG = "line_too_long"
    TOO_MANY_COLUMNS = "too_many_columns"
    COLUMNS_MISSING = "columns_missing"
    COLUMNS_UNEXPECTED = "columns_unexpected"
    COLUMNS_ORDER = "columns_order"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNREADABLE = "file_unreadable"
    MANIFEST = "manifest"
    MANIFEST_DIFFERS = "manifest_differs"
    MAPPING = "mapping"


ADVICE: dict[FaultCode, str] = {
    FaultCode.IDENTIFIER_FORMAT: "The number does not have the form that its kind has. Correct it at source.",
    FaultCode.IDENTIFIER_CHECK: "The number fails its own check: a digit or letter is wrong. Correct it at source.",
    FaultCode.IDENTIFIER_PLACEHOLDER: "The number is a dummy that stands for 'not known'. Leave the field empty.",
    FaultCode.IDENTIFIER_SUPERSEDED: "The source marks the number as no longer in use, so it was not indexed.",
    FaultCode.MISSING_FIELD: "A field that every row must have is empty. Fill it at source.",
    FaultCode.IMPOSSIBLE_DATE: "The date does not exist or cannot be right. Use YYYY-MM-DD or DD/MM/YYYY.",
    FaultCode.UNKNOWN_CODE: "The code is not one that this field may hold. See the list of codes for the field.",
    FaultCode.PHONE_FORMAT: "The telephone number has characters that no telephone number has. Correct it at source.",
    FaultCode.MARKING_TOO_HIGH: "The row is marked above OFFICIAL-SENSITIVE. It must not be sent to this service.",
    FaultCode.INTELLIGENCE: "The row carries an intelligence or covert flag. It must be removed before sending.",
    FaultCode.OFFICER_PERCEIVED_ETHNICITY: "Identity codes (IC) are what an officer perceived. They are not accepted.",
    FaultCode.CLINICAL_CONTENT: "The entry holds clinical content. Send only organisation, service and contact.",
    FaultCode.UNKNOWN_SERVICE: "The service is not in the list of services. Ask for it to be added, with its class.",
    FaultCode.NO_SUBJECT: "The entry names no patient of this file. Put it directly after its Patient.",
    FaultCode.ENTERED_IN_ERROR: "The source marks the entry as entered in error, so it was not used.",
    FaultCode.UNEXPECTED_FIELD: "The row has a field that this format does not have. Free text is not accepted.",
    FaultCode.CONFLICTING_ROW: "The row has the reference of the row before it and another date of birth.",
    FaultCode.REPEATED_REF: "The reference occurs twice, apart. Sort the export by reference.",
    FaultCode.WRONG_PROVIDER: "The row names another agency than the one that delivers the file.",
    FaultCode.WRONG_SHAPE: "The row is not laid out as this format says: a field holds the wrong kind of value.",
    FaultCode.COLUMN_COUNT: "The row has more or fewer columns than the heading. Check for stray commas and quotes.",
    FaultCode.QUOTING: "A quotation mark is opened and not closed, or stands where none may stand.",
    FaultCode.NOT_JSON: "The line is not valid JSON. Each line must be one complete object.",
    FaultCode.NOT_UTF8: "The row has characters that are not UTF-8. Export the file again as 'CSV UTF-8'.",
    FaultCode.CONTROL_CHARACTER: "The row has control characters. Remove them at source.",
    FaultCode.ROW_TOO_LONG: "The row is longer than any real row can be (64 KiB).",
    FaultCode.TRUNCATED: "The file ends in the middle of its last row. Everything before it was read. Send it again.",
    FaultCode.FILE_EMPTY: "The file is empty. Export it again.",
    FaultCode.FILE_ENCODING: "The file is not UTF-8 text. Export it again as 'CSV UTF-8' (or JSON in UTF-8).",
    FaultCode.FILE_FORMAT: "The file is not in the format that was declared for it. Check which export was chosen.",
    FaultCode.LINE_TOO_LONG: "The file has a line longer than 1 MiB. Rows must be separated by line ends.",
    FaultCode.TOO_MANY_COLUMNS: "The file has more than 500 columns. Check which export was chosen.",
    FaultCode.COLUMNS_MISSING: "The heading lacks columns that every file must have.",
    FaultCode.COLUMNS_UNEXPECTED: "The heading has columns that were not agreed. Remove them at source.",
    FaultCode.COLUMNS_ORDER: "The columns of the heading are not in the agreed order.",
    FaultCode.FILE_TOO_LARGE: "The file is one JSON document over 64 MiB. Send it as NDJSON: one resource a line.",
    FaultCode.FILE_UNREADABLE: "The file could not be opened. Check that it is there and may be read.",
    FaultCode.MANIFEST: "The manifest of the file cannot be read. It must be JSON with provider and as_of.",
    FaultCode.MANIFEST_DIFFERS: "The file is not the one that its manifest describes. Send both again.",
    FaultCode.MAPPING: "The column mapping cannot be used. See the examples in connectors/mappings.",
}
"""What to do about each fault, in words for the person who sends the file."""


class FileRefused(Exception):
    """A file that cannot be read, or not any further. Rows that were read before it was raised are good."""

    def __init__(self, code: FaultCode, detail: str = "") -> None:
        self.code = code
        self.advice = f"{ADVICE[code]} {detail}".strip()
        super().__init__(self.advice)

    def __reduce__(self) -> tuple[object, ...]:
        detail = self.advice.removeprefix(ADVICE[self.code]).strip()
        return (FileRefused, (self.code, detail))


class RowRefused(Exception):
    """A row that is not taken: which field, and why. Raised and caught inside a connector."""

    def __init__(self, code: FaultCode, field: str) -> None:
        super().__init__(f"{field}: {ADVICE[code]}")
        self.code = code
        self.field = field


class IdentifierFault(Exception):
    """A number that is not what it says it is. It never carries the number."""

    def __init__(self, code: FaultCode, scheme: str) -> None:
        super().__init__(f"{scheme}: {ADVICE[code]}")
        self.code = code
        self.scheme = scheme
