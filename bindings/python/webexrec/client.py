"""The client: each of its functions gives its parameters to one function of the native library."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any

from . import _native, _parameters
from ._calls import ask, carry_out
from ._parameters import as_json
from ._resume import change_with_journal
from .codes import Flag, ResultCode
from .errors import error_for
from .progress import Progress
from .recordings import AnyRecording, Recording, Site
from .report import Report


class Client:
    """The Webex service as the owner of a token sees it.

    Every function blocks until it is done. Any number of threads may call the functions of one
    client at the same time. The functions given as ``token`` and ``on_progress`` run on the thread
    that made the call. Ctrl-C ends a call within 300 milliseconds and raises ``Interrupted``;
    whatever else a signal handler or one of these functions raises, ends the call likewise and is
    raised, with the report so far as its ``report``.

    Parameters:
        token: access token with the scopes ``meeting:recordings_write`` and
            ``meeting:recordings_read`` (to act for other hosts ``meeting:admin_recordings_write`` and
            ``meeting:admin_recordings_read``); without "Bearer". Or a function that returns one: it
            is called before the client's first request, and each time the service answers 401,
            which ends the call if the token is still the same. It must not use this client.
        base_url: where the service is, such as "https://api-usgov.webex.com/v1". None: the
            environment's ``WEBEXREC_BASE_URL``, or "https://webexapis.com/v1".
        ca_file: path of a PEM file with certificates to trust beside the system's. None: the
            environment's ``WEBEXREC_CA_FILE``, or none.
        proxy: URL of a proxy such as "http://user:password@proxy.example.com:3128", with the scheme
            http, https, socks4, socks4a, socks5 or socks5h. None: the environment's.
        user_agent: what the program calls itself in the header ``User-Agent``, such as
            "example-tool/1.0".
        concurrency: requests of one call that are under way at the same time, 1 to 32; default 4.
        max_attempts: how often a request is tried that fails by chance, 1 to 100; default 6.
        connect_timeout: seconds that connecting may take; default 10.
        request_timeout: seconds that one request may take, from looking up the name to the last
            byte of the answer; default 60.
        deadline: seconds that a whole call may take; default none. What is not done by then isn't
            sent any more.
        max_wait: seconds that a call waits for the service's rate limit without one success between,
            0 to 604800 (a week), rounded up to whole ones; default 900.

    Raises:
        InvalidInputError: a parameter or a setting of the environment can't be used.
        ImportError: there is no native library, or one of another version.
        TypeError: a parameter has another type.
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
        numbers = {
            "concurrency": _parameters.number("concurrency", concurrency),
            "max_attempts": _parameters.number("max_attempts", max_attempts),
            "connect_timeout_ms": _parameters.seconds("connect_timeout", connect_timeout, 1000),
            "request_timeout_ms": _parameters.seconds("request_timeout", request_timeout, 1000),
            "deadline_ms": _parameters.seconds("deadline", deadline, 1000),
            "max_wait_seconds": _parameters.seconds("max_wait", max_wait),
        }
        if deadline is not None and deadline <= 0:
            raise error_for(ResultCode.INVALID_OPTION, "deadline must be more than 0 seconds")
        settings: dict[str, bytes | int] = {}
        for name, text in texts.items():
            value = _parameters.text(name, text, ResultCode.INVALID_OPTION)
            if value is not None:
                settings[name] = value
        settings.update((name, number) for name, number in numbers.items() if number is not None)
        fixed_token, fetch_token = None, None
        if callable(token):
            fetch_token = _on_calling_thread(token)
        else:
            fixed_token = _parameters.text("token", token, ResultCode.INVALID_TOKEN)
        self._base_url = base_url
        self._native: _native.Client | None = _native.Client(fixed_token, settings, fetch_token)

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

        Any number of recordings may be given: everything is checked first, and then sent in
        requests of at most 100 recordings of one site and host. What fails by chance is tried
        again, and the service's rate limit is waited out. When the service refuses a request, its
        recordings are sent again in ever smaller parts, so that one that can't be moved doesn't keep
        the others from it. Giving the same recordings again does no harm.

        Parameters:
            recordings: ids, recording objects as ``list_recordings`` gives them, results of a
                report or a journal, or all of these. Read from an object: ``id``, ``siteUrl``,
                ``hostEmail``, ``shareToMe`` (if true it isn't sent, since only its host can move
                it), ``status``, ``outcome`` (if "unknown", "inferred" or "sending", an earlier call
                may have done it), ``sizeBytes`` (for the report). Duplicates are sent once.
            site_url: the site of those that name none, such as "example.webex.com". None: the
                preferred site of the user.
            host_email: the host of those that name none; has an effect with an admin's token only.
                None: the user of the token.
            dry_run: check and plan everything, send nothing. The report has the ``plan``.
            single_request: allow one request only. More than 100 recordings, or recordings of
                more than one site or host, are then an error instead of several requests. The
                recordings of a request that is refused are not sent again in parts.
            verify: look up afterwards what stayed unclear: what is then seen in the recycle bin
                counts as moved, and of the rest the report says where it was ``seen``. Not
                together with ``dry_run``.
            on_progress: is told how far the call is: at least every 250 milliseconds, and at most 20
                times a second.
            cancel: ends the call when it is set, with code 42 in the report.
            journal: a file that is kept so that the job can go on after a crash, at any moment: each
                recording is written down before it is sent, and what became of it. If the file
                has a job that is not finished, this call goes on with it: what it says is done
                isn't sent again, and what it left open is sent whether it is given or not, and
                comes last in the report. Not together with ``dry_run``.

        Returns:
            The report, whatever became of the recordings: ``raise_for_failures`` makes an error of
            it.

        Raises:
            InvalidInputError: something given can't be used, and nothing was sent.
            JournalError: (one of these) the journal is that of another job or a finished one, is in
                use, or is none.
            OSError: the journal can't be written; nothing was sent that it doesn't say.
            Interrupted: Ctrl-C.
            TypeError: ``recordings`` is one recording alone, or a parameter has another type.
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

        All is as for ``move_to_recycle_bin``, and:

        Parameters:
            recordings: required without ``all``, and left out with it.
            all: everything in the recycle bin of the site and host. Such a request is not tried
                again when its answer is lost; look at the bin before you repeat it. Not together
                with ``journal``.
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

        All is as for ``move_to_recycle_bin``, and:

        Parameters:
            recordings: required without ``all``, and left out with it. An object whose ``status``
                is "available" is refused: what is not in the recycle bin is not purged.
            all: everything in the recycle bin of the host on ``site_url``, which is then required.
                Such a request is not tried again when its answer is lost; look at the bin before
                you repeat it. Not together with ``journal``.
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
        """Lists recordings: those hosted by or shared with a user, or with ``admin`` the organization's.

        All pages are fetched. Without ``from`` the service shows the last seven days only, of the
        recycle bin too: give ``from`` to see more.

        Parameters:
            query: any of ``from``, ``to`` (ISO 8601; ``from`` alone runs to now, ``to`` alone is
                refused; any time apart), ``status`` ("available", "deleted": in the recycle bin,
                "purged"), ``siteUrl``, ``hostEmail`` (not with ``admin``), ``meetingId``, ``topic``,
                ``integrationTag``, ``format`` ("MP4", "ARF"), ``serviceType`` ("MeetingCenter",
                "EventCenter", "SupportCenter", "TrainingCenter"), ``max`` (recordings a page, 1 to
                100, the default). None: no restriction.
            admin: list the organization's recordings instead of one user's.
            include_secrets: keep ``password``, ``downloadUrl``, ``playbackUrl`` and
                ``temporaryDirectDownloadLinks``.
            on_progress, cancel: as for ``move_to_recycle_bin``.

        Returns:
            The service's recording objects. Those without a ``hostEmail`` get that of the query,
            unless they are only shared with the host, so that the list can be given to the other
            functions as it is.

        Raises:
            InvalidInputError: something given can't be used, and nothing was sent.
            CancelledError: ``cancel`` was set.
            WebexrecError: of another class, such as TransportError or UnauthorizedError, what went
                wrong; there is no list of some of the pages.
            Interrupted: Ctrl-C.
            TypeError: a parameter has another type.
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
        """Lists the sites of a user; the preferred one is used where no site is given.

        The token needs the scope ``meeting:preferences_read``, or ``meeting:admin_preferences_read``
        for other users.

        Parameters:
            user_email: whose sites; has an effect with an admin's token only. None: the user of the
                token.
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
        """Closes the connections and wipes the token, once no call is running any more.

        A client that nothing refers to any more is closed too.
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
            raise RuntimeError("the client is closed; make a new one")
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
        given = _parameters.recordings(recordings)
        watch = _watcher(on_progress)
        if journal is None:
            monitor = _native.Monitor(watch)

            def change() -> Report:
                json = as_json(given)
                return Report.from_json(native.change(operation, json, site, host, flags, monitor))

            return carry_out(change, monitor.cancel, cancel)
        if flags & (Flag.ALL | Flag.DRY_RUN):
            raise ValueError("journal can't be used together with all or dry_run; leave it out")

        def rehearse(some: list[Any], monitor: _native.Monitor) -> str:
            dry = flags & ~Flag.VERIFY | Flag.DRY_RUN
            return native.change(operation, as_json(some), site, host, dry, monitor)

        def send(some: list[Any], monitor: _native.Monitor) -> str:
            # Each has its own site and host by now.
            return native.change(operation, as_json(some), None, None, flags, monitor)

        return change_with_journal(journal, given or [], rehearse, send, watch, cancel)

    def _list(
        self,
        what: str,
        of: bytes | None,
        flags: int,
        on_progress: Callable[[Progress], object] | None,
        cancel: threading.Event | None,
    ) -> Any:
        native = self._open()
        monitor = _native.Monitor(_watcher(on_progress))
        return carry_out(lambda: json.loads(native.list(what, of, flags, monitor)), monitor.cancel, cancel)


def _watcher(on_progress: Callable[[Progress], object] | None) -> Callable[[Progress], bool] | None:
    """For the thread of the native call, which has the function called on the one that waits."""
    if on_progress is None:
        return None
    told = on_progress

    def watch(progress: Progress) -> bool:
        def tell() -> bool:
            told(progress)
            return True

        return ask(tell) is not None

    return watch


def _on_calling_thread(fetch: Callable[[], str]) -> Callable[[], bytes | None]:
    def fetch_token() -> bytes | None:
        return ask(lambda: _fetched_token(fetch()))

    return fetch_token


def _fetched_token(token: str) -> bytes:
    text = _parameters.text("the token returned", token, ResultCode.TOKEN_PROVIDER)
    if text is None:
        raise TypeError("the function given as token returned None; it must return a str")
    return text
