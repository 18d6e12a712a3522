"""One exception class for each kind of failure, all under WebexrecError; and Interrupted for Ctrl-C."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .report import Report


class WebexrecError(Exception):
    """A call failed. Codes that belong to no kind below come as this class itself.

    ``code`` is one of ``ResultCode``, or the HTTP status of the service's answer. ``report`` is that of
    the call, if it is one that changes recordings and was begun. The text is for people: its
    wording changes. It never contains the token.
    """

    def __init__(self, code: int, message: str, report: Report | None = None) -> None:
        super().__init__(code, message, report)
        self.code = code
        self.report = report

    def __str__(self) -> str:
        return str(self.args[1])


class InvalidInputError(WebexrecError):
    """A parameter or setting can't be used, and nothing was sent: codes 1 to 19."""


class JournalError(InvalidInputError):
    """The file given as a journal can't be used; the message says what to do. Nothing was sent."""


class TransportError(WebexrecError):
    """There was no connection to the service, or none that lasted: codes 20 to 39."""


class PartialError(WebexrecError):
    """Not everything was done, and what was not is certain: code 40."""


class UncertainError(WebexrecError):
    """For some recordings it is not known whether they were done: code 41."""


class CancelledError(WebexrecError):
    """The call was cancelled: code 42."""


class DeadlineError(WebexrecError):
    """The deadline passed: code 43."""


class RateLimitedError(WebexrecError):
    """The service took no more requests (429) for longer than a call waits: code 44.

    The message says how long to wait before trying again.
    """


class InternalError(WebexrecError):
    """A fault in the native library: codes 90 to 99."""


class HttpStatusError(WebexrecError):
    """The service answered with an HTTP status from 400 to 599, which is the code."""


class UnauthorizedError(HttpStatusError):
    """401: the token is wrong, expired or revoked."""


class ForbiddenError(HttpStatusError):
    """403: the token's scopes or its user's role don't allow this."""


class NotFoundError(HttpStatusError):
    """404: a recording, site or user does not exist (for this token)."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C ended a call. ``report`` says what was done by then, if the call changes recordings."""

    def __init__(self, report: Report | None = None) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        return self.report.message if self.report else ""


# The first that has the code decides.
_KINDS: tuple[tuple[range, type[WebexrecError]], ...] = (
    (range(1, 20), InvalidInputError),
    (range(20, 40), TransportError),
    (range(40, 41), PartialError),
    (range(41, 42), UncertainError),
    (range(42, 43), CancelledError),
    (range(43, 44), DeadlineError),
    (range(44, 45), RateLimitedError),
    (range(90, 100), InternalError),
    (range(401, 402), UnauthorizedError),
    (range(403, 404), ForbiddenError),
    (range(404, 405), NotFoundError),
    (range(400, 600), HttpStatusError),
)


def error_for(code: int, message: str, report: Report | None = None) -> WebexrecError:
    """An exception of the kind that a code belongs to."""
    kind = next((kind for codes, kind in _KINDS if code in codes), WebexrecError)
    return kind(int(code), message, report)
