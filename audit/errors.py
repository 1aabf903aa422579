"""What the log refuses, in sentences that say what to do. No message holds a personal value.

AuditError
├── EntryRefused        the entry may not stand in the log as it is, or its request id is already used by another
│   └── ShardClosed     this log was closed with an entry of its own, and the next one has begun or will
├── LogUnavailable      the storage does not answer or is full: nothing was written, and the caller may try again
│   └── LogNotSetUp     the log's database is not as it must be: its owner has to set it up
├── LogFrozen           what is stored is not what was signed: the log can be read, and takes no more entries
├── LogInUse            another process is writing this log file
├── KeyRefused          the signing key is missing, malformed or of another log
└── ReleaseRefused      the receipt does not cover this payload: its bytes stay sealed
"""


class AuditError(Exception):
    """The root of the errors of the log; `advice` is for a person to read."""

    def __init__(self, advice: str) -> None:
        super().__init__(advice)
        self.advice = advice


class EntryRefused(AuditError):
    """The entry may not stand in the log as it is. Nothing was written."""


class ShardClosed(EntryRefused):
    """This shard of the log is closed. Nothing was written; what it holds can still be read."""


class LogUnavailable(AuditError):
    """The log's storage does not answer or is full. The entry was not acknowledged; try again later."""


class LogNotSetUp(LogUnavailable):
    """The log's database lacks its guards, or gives the service more rights than it may have."""


class LogFrozen(AuditError):
    """What is stored is not what was signed. The log stays readable and takes no more entries."""


class LogInUse(AuditError):
    """Another process is writing this log."""


class KeyRefused(AuditError):
    """The signing key cannot be used for this log."""


class ReleaseRefused(AuditError):
    """The receipt does not cover this payload."""
