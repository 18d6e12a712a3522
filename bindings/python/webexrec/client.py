"""The client: each method checks its parameters and calls one function of the native library."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any

from . import _native, _parameters
from ._interruptible import run_interruptible, run_on_caller_thread
from ._parameters import as_json
from ._resume import change_with_journal
from .codes import Flag, ResultCode
from .progress import Progress
from .recordings import AnyRecording, Recording, Site
from .report import Report, error_for


class Client:
    """A client of the Webex service, with the access token of one user.

    Every method blocks until its call has ended. Any number of threads may use one client at the same
    time. ``on_progress`` and a ``token`` function run on the thread that made the call. Ctrl-C ends a call
    within 300 milliseconds and raises ``Interrupted``. Any other exception of a signal handler or of one of
    these functions also ends the call, and is raised from it with the report so far as its ``report``.

    Parameters:
        token: access token, without "Bearer", that has the scopes ``meeting:recordings_write`` and
            ``meeting:recordings_read`` (for recordings of other hosts
            ``meeting:admin_recordings_write`` and ``meeting:admin_recordings_read``). Or a function that
            returns one: it is called before the client's first request and after each response 401. The
            call ends if it returns the same token again. It must not use this client.
        base_url: URL of the service, such as "https://api-usgov.webex.com/v1". None:
            ``WEBEXREC_BASE_URL`` of the environment, or "https://webexapis.com/v1".
        ca_file: PEM file with certificates to trust in addition to the system's. None:
            ``WEBEXREC_CA_FILE`` of the environment, or no file.
        proxy: URL of a proxy such as "http://user:password@proxy.example.com:3128", with the scheme
            http, https, socks4, socks4a, socks5 or socks5h. None: the proxy of the environment.
        user_agent: header ``User-Agent``, such as "example-tool/1.0". None: "webexrec/" and the version.

    Numeric parameters, each with its unit, range and default (None):
        concurrency: most requests in flight at the same time in one call; requests; 1 to 32; default 4.
        max_attempts: most attempts of a request that fails temporarily; attempts; 1 to 100; default 6.
        connect_timeout: time to connect, with proxy and TLS handshake; seconds; 0.001 to 86400; default 10.
        request_timeout: time of a request, from name lookup to the end; seconds; 0.001 to 86400; default 60.
        deadline: time of a whole call, after which nothing is sent; seconds; 0.001 to 4294967; default none.
        max_wait: time to wait for the rate limit without a success; seconds; 0 to 604800; default 900.

    Raises:
        InvalidInputError: a parameter or a setting of the environment is invalid.
        ImportError: the native library is missing, or its version does not match.
        TypeError: a parameter has the wrong type.
    """

    def __init__(
        self,
        token: str | Callable[[], str],
        *,
        base_url: str | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        proxy: str | None = None,
        user_agent: str | None = None,
        concurrency: int | None = None,
        max_attempts: int | None = None,
        connect_timeout: float | None = None,
        request_timeout: float | None = None,
        deadline: float | None = None,
        max_wait: float | None = None,
    ) -> None:
        texts = {
            "base_url": base_url,
            "ca_file": None if ca_file is None else os.fspath(ca_file),
            "proxy": proxy,
            "user_agent": user_agent,
        }
        options: dict[str, bytes | int | None] = {
            "concurrency": _parameters.number("concurrency", concurrency),
            "max_attempts": _parameters.number("max_attempts", max_attempts),
            "connect_timeout_ms": _parameters.seconds("connect_timeout", connect_timeout, 1000),
            "request_timeout_ms": _parameters.seconds("request_timeout", request_timeout, 1000),
            "deadline_ms": _parameters.seconds("deadline", deadline, 1000),
            "max_wait_seconds": _parameters.seconds("max_wait", max_wait),
        }
        if deadline is not None and deadline <= 0:
            raise error_for(ResultCode.INVALID_OPTION, "deadline must be more than 0 seconds")
        for name, text in texts.items():
            options[name] = _parameters.text(name, text, ResultCode.INVALID_OPTION)
        fixed_token, fetch_token = None, None
        if callable(token):
            fetch_token = _fetch_on_caller_thread(token)
        else:
            fixed_token = _parameters.text("token", token, ResultCode.INVALID_TOKEN)
        chosen = {name: value for name, value in options.items() if value is not None}
        self._base_url = base_url
        self._native: _native.Client | None = _native.Client(fixed_token, chosen, fetch_token)

    def move_to_recycle_bin(
        self,
        recordings: Iterable[AnyRecording],
        *,
        site_url: str | None = None,
        host_email: str | None = None,
        dry_run: bool = False,
        single_request: bool = False,
        verify: bool = False,
        on_progress: Callable[[Progress], object] | None = None,
        cancel: threading.Event | None = None,
        journal: str | os.PathLike[str] | None = None,
    ) -> Report:
        """Moves recordings into the recycle bin, where they stay for 30 days and can be restored.

        All input is checked before anything is sent. The recordings are sent in requests of at most 100,
        by site and host. Temporary failures are retried, and rate limits are waited for. If the service
        refuses a request, its recordings are sent again in smaller parts, so that one wrong recording does
        not block the others. Moving the same recordings again does no harm.

        Parameters:
            recordings: ids, recording objects from ``list_recordings``, results of a report or a journal,
                or a mix of these. Members read from an object: ``id``, ``siteUrl``, ``hostEmail``,
                ``shareToMe`` (if true it is not sent, since only its host can move it), ``status``,
                ``outcome`` ("unknown", "inferred" or "sending": in doubt after an earlier call),
                ``sizeBytes`` (for the report). Duplicates are sent once.
            site_url: site of recordings that state none, such as "example.webex.com". None: the
                user's preferred site.
            host_email: host of recordings that state none; takes effect with an admin's token only. None:
                the user of the token.
            dry_run: check and plan everything, send nothing. The report has the ``plan``.
            single_request: allow one request only. More than 100 recordings, or recordings of more than
                one site or host, are an error. A refused request is not split.
            verify: look up recordings that are in doubt at the end. Those found in the recycle bin
                count as moved; for the others the report states where they were ``seen``. Not together
                with ``dry_run``.
            on_progress: called with the progress at least every 250 milliseconds and at most 20
                times a second.
            cancel: ends the call when it is set; the report then has code 42.
            journal: file that records the state of each recording before and after it is sent. After a
                crash at any moment, the same call with the same file resumes the job: recordings that are
                done are not sent again. Those in doubt are sent even if they are not passed, and come
                last in the report. Not together with ``dry_run``.

        Returns:
            The report, whatever happened to the recordings; call ``raise_for_failures`` to get an exception.

        Raises:
            InvalidInputError: a parameter is invalid, and nothing was sent.
            JournalError: (an InvalidInputError) the journal belongs to another or a finished job, is in
                use, or is not a journal.
            OSError: the journal can't be written. Nothing was sent that is not in it.
            Interrupted: Ctrl-C.
            TypeError: ``recordings`` is a single recording, or a parameter has the wrong type.
        """
        flags = _parameters.flags(dry_run=dry_run, single_request=single_request, verify=verify)
        return self._change(
            "move_to_recycle_bin", recordings, site_url, host_email, flags, on_progress, cancel, journal
        )

    def restore_from_recycle_bin(
        self,
        recordings: Iterable[AnyRecording] | None = None,
        *,
        all: bool = False,
        site_url: str | None = None,
        host_email: str | None = None,
        dry_run: bool = False,
        single_request: bool = False,
        verify: bool = False,
        on_progress: Callable[[Progress], object] | None = None,
        cancel: threading.Event | None = None,
        journal: str | os.PathLike[str] | None = None,
    ) -> Report:
        """Restores recordings from the recycle bin.

        Like ``move_to_recycle_bin``, except for:

        Parameters:
            recordings: required, unless ``all`` is true.
            all: restore everything in the recycle bin of the site and host. Such a request is not retried if
                its response is lost: look at the bin before you repeat it. Not together with ``journal``.
        """
        flags = _parameters.flags(all=all, dry_run=dry_run, single_request=single_request, verify=verify)
        return self._change(
            "restore_from_recycle_bin", recordings, site_url, host_email, flags, on_progress, cancel, journal
        )

    def purge_from_recycle_bin(
        self,
        recordings: Iterable[AnyRecording] | None = None,
        *,
        all: bool = False,
        site_url: str | None = None,
        host_email: str | None = None,
        dry_run: bool = False,
        single_request: bool = False,
        verify: bool = False,
        on_progress: Callable[[Progress], object] | None = None,
        cancel: threading.Event | None = None,
        journal: str | os.PathLike[str] | None = None,
    ) -> Report:
        """Purges recordings from the recycle bin. This can't be undone.

        Like ``move_to_recycle_bin``, except for:

        Parameters:
            recordings: required, unless ``all`` is true. An object whose ``status`` is "available" is
                refused, because it is not in the recycle bin.
            all: purge everything in the recycle bin of the host on ``site_url``, which is then required.
                Such a request is not retried if its response is lost: look at the bin before you repeat
                it. Not together with ``journal``.
        """
        flags = _parameters.flags(all=all, dry_run=dry_run, single_request=single_request, verify=verify)
        return self._change(
            "purge_from_recycle_bin", recordings, site_url, host_email, flags, on_progress, cancel, journal
        )

    def list_recordings(
        self,
        query: Mapping[str, object] | None = None,
        *,
        admin: bool = False,
        include_secrets: bool = False,
        on_progress: Callable[[Progress], object] | None = None,
        cancel: threading.Event | None = None,
    ) -> list[Recording]:
        """Lists the recordings hosted by or shared with a user, or with ``admin`` those of the organization.

        Fetches all pages. Without ``from`` the service lists the last seven days only, also of the
        recycle bin.

        Parameters:
            query: any of ``from``, ``to`` (ISO 8601, any time apart; ``to`` requires ``from``, and
                without ``to`` the list ends now), ``status`` ("available", "deleted": in the recycle
                bin, "purged"), ``siteUrl``, ``hostEmail`` (not with ``admin``), ``meetingId``,
                ``topic``, ``integrationTag``, ``format`` ("MP4", "ARF"), ``serviceType``
                ("MeetingCenter", "EventCenter", "SupportCenter", "TrainingCenter"), ``max``
                (recordings per page, 1 to 100; default 100). None: no restriction.
            admin: list the recordings of the whole organization instead of one user's.
            include_secrets: keep ``password``, ``downloadUrl``, ``playbackUrl`` and
                ``temporaryDirectDownloadLinks``.
            on_progress, cancel: as for ``move_to_recycle_bin``.

        Returns:
            The service's recording objects. Those without a ``hostEmail`` get the one of the query, unless
            they are only shared with that host. So the list can be passed to the other methods as it is.

        Raises:
            InvalidInputError: a parameter is invalid, and nothing was sent.
            CancelledError: ``cancel`` was set.
            WebexrecError: or a class below it, such as TransportError or UnauthorizedError: the list
                failed. A list is never incomplete.
            Interrupted: Ctrl-C.
            TypeError: a parameter has the wrong type.
        """
        flags = _parameters.flags(admin=admin, include_secrets=include_secrets)
        listed: list[Recording] = self._list(
            "recordings", _parameters.query(query), flags, on_progress, cancel
        )
        return listed

    def list_sites(
        self,
        user_email: str | None = None,
        *,
        on_progress: Callable[[Progress], object] | None = None,
        cancel: threading.Event | None = None,
    ) -> list[Site]:
        """Lists the sites of a user. Calls without a site use the preferred one.

        The token needs the scope ``meeting:preferences_read``, or ``meeting:admin_preferences_read`` for
        other users.

        Parameters:
            user_email: the user; takes effect with an admin's token only. None: the user of the token.
            on_progress, cancel: as for ``move_to_recycle_bin``.

        Returns:
            Objects such as ``{"siteUrl": "example.webex.com", "default": True}``.

        Raises:
            As ``list_recordings``.
        """
        email = _parameters.text("user_email", user_email, ResultCode.INVALID_HOST_EMAIL)
        listed: list[Site] = self._list("sites", email, 0, on_progress, cancel)
        return listed

    def close(self) -> None:
        """Closes the connections and wipes the token when no call of the client is running any more.

        A client without references is closed automatically.
        """
        self._native = None

    def __enter__(self) -> Client:
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        closed = " (closed)" if self._native is None else ""
        of = "" if self._base_url is None else f" of {self._base_url}"
        return f"<webexrec.Client{of}{closed}>"

    def _open(self) -> _native.Client:
        if self._native is None:
            raise RuntimeError("the client is closed; create a new one")
        return self._native

    def _change(
        self,
        operation: str,
        recordings: Iterable[AnyRecording] | None,
        site_url: str | None,
        host_email: str | None,
        flags: int,
        on_progress: Callable[[Progress], object] | None,
        cancel: threading.Event | None,
        journal: str | os.PathLike[str] | None,
    ) -> Report:
        native = self._open()
        site = _parameters.text("site_url", site_url, ResultCode.INVALID_SITE_URL)
        host = _parameters.text("host_email", host_email, ResultCode.INVALID_HOST_EMAIL)
        values = _parameters.recordings(recordings)
        notify = _notify_on_caller_thread(on_progress)
        if journal is None:
            monitor = _native.Monitor(notify)

            def change() -> Report:
                json = as_json(values)
                return Report.from_json(native.change(operation, json, site, host, flags, monitor))

            return run_interruptible(change, monitor.cancel, cancel)
        if flags & (Flag.ALL | Flag.DRY_RUN):
            raise ValueError("journal can't be used together with all or dry_run; omit it")

        def dry_run(some: list[Any], monitor: _native.Monitor) -> str:
            dry_flags = flags & ~Flag.VERIFY | Flag.DRY_RUN
            return native.change(operation, as_json(some), site, host, dry_flags, monitor)

        def send(some: list[Any], monitor: _native.Monitor) -> str:
            # By now each recording has its own site and host.
            return native.change(operation, as_json(some), None, None, flags, monitor)

        return change_with_journal(journal, values or [], dry_run, send, notify, cancel)

    def _list(
        self,
        what: str,
        query: bytes | None,
        flags: int,
        on_progress: Callable[[Progress], object] | None,
        cancel: threading.Event | None,
    ) -> Any:
        native = self._open()
        monitor = _native.Monitor(_notify_on_caller_thread(on_progress))

        def list_all() -> Any:
            return json.loads(native.list(what, query, flags, monitor))

        return run_interruptible(list_all, monitor.cancel, cancel)


def _notify_on_caller_thread(
    on_progress: Callable[[Progress], object] | None,
) -> Callable[[Progress], bool] | None:
    """Wraps a progress callback for a native call. It runs on the caller's thread."""
    if on_progress is None:
        return None
    callback = on_progress

    def notify(progress: Progress) -> bool:
        def run_callback() -> bool:
            callback(progress)
            return True

        return run_on_caller_thread(run_callback) is not None

    return notify


def _fetch_on_caller_thread(fetch: Callable[[], str]) -> Callable[[], bytes | None]:
    """Wraps a token function for a native call: it runs on the caller's thread."""

    def encoded() -> bytes:
        token = _parameters.text("the returned token", fetch(), ResultCode.TOKEN_PROVIDER)
        if token is None:
            raise TypeError("the token function returned None; it must return a str")
        return token

    return lambda: run_on_caller_thread(encoded)
