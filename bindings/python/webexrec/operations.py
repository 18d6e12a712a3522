"""The five operations: each passes its parameters to one function of the native library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from . import _native
from .codes import Flag, ResultCode
from .errors import error_for


def move_to_recycle_bin(
    token: str,
    recordings: Iterable[str | Mapping[str, Any]],
    *,
    site_url: str | None = None,
    host_email: str | None = None,
    dry_run: bool = False,
    single_request: bool = False,
    verify: bool = False,
) -> None:
    """Moves recordings into the recycle bin, where they stay for 30 days and can be restored.

    Any number of recordings may be given: everything is checked first, and then sent in requests
    of at most 100 recordings of one site and host. What fails by chance is tried again, and the
    service's rate limit is waited out; see the package for how long. When the service refuses a
    request, its recordings are sent again in ever smaller parts, so that one that can't be moved
    doesn't keep the others from it. Calling again with the same recordings does no harm. Returns
    when every recording is confirmed moved.

    Parameters:
        token: access token with the scope ``meeting:recordings_write``, or
            ``meeting:admin_recordings_write`` to act for other hosts; with ``verify`` also those of
            ``list_recordings``; without "Bearer".
        recordings: ids, recording objects as ``list_recordings`` gives them, or both. Read from an
            object: ``id``, ``siteUrl``, ``hostEmail``, ``shareToMe`` (if true it isn't sent, since
            only its host can move it), ``status``, ``outcome``. Duplicates are sent once.
        site_url: the site of those that name none, such as "example.webex.com". None: the
            preferred site of the user.
        host_email: the host of those that name none; has an effect with an admin token only.
            None: the user of the token.
        dry_run: check and plan everything, send nothing.
        single_request: allow one request only. More than 100 recordings, or recordings of more
            than one site or host, are then an error instead of several requests. The recordings of
            a request that is refused are not sent again in parts.
        verify: look up afterwards what stayed unclear: what is then seen in the recycle bin counts
            as moved. Not together with ``dry_run``.

    Raises:
        InvalidInputError: something given can't be used, and nothing was sent.
        PartialError, UncertainError: some recordings are not confirmed moved. The message counts
            those that are, and names the first that is not and why.
        RateLimitedError: the service took no more requests for longer than a call waits.
        WebexrecError: of another class, what stopped the call early or was the one cause for all,
            such as TransportError or UnauthorizedError; the message counts likewise.
        TypeError: ``recordings`` is one recording alone, or a parameter has another type.
    """
    flags = _flags(dry_run=dry_run, single_request=single_request, verify=verify)
    _change("webexrec_move_to_recycle_bin", token, recordings, site_url, host_email, flags)


def restore_from_recycle_bin(
    token: str,
    recordings: Iterable[str | Mapping[str, Any]] | None = None,
    *,
    all: bool = False,
    site_url: str | None = None,
    host_email: str | None = None,
    dry_run: bool = False,
    single_request: bool = False,
    verify: bool = False,
) -> None:
    """Restores recordings from the recycle bin.

    The parameters and errors are those of ``move_to_recycle_bin``, and:

    Parameters:
        recordings: required without ``all``, and left out with it.
        all: everything in the recycle bin of the site and host. Such a request is not tried again
            when its answer is lost; look at the bin before you repeat it.
    """
    flags = _flags(all=all, dry_run=dry_run, single_request=single_request, verify=verify)
    _change("webexrec_restore_from_recycle_bin", token, recordings, site_url, host_email, flags)


def purge_from_recycle_bin(
    token: str,
    recordings: Iterable[str | Mapping[str, Any]] | None = None,
    *,
    all: bool = False,
    site_url: str | None = None,
    host_email: str | None = None,
    dry_run: bool = False,
    single_request: bool = False,
    verify: bool = False,
) -> None:
    """Purges recordings from the recycle bin. This can't be undone.

    The parameters and errors are those of ``move_to_recycle_bin``, and:

    Parameters:
        recordings: required without ``all``, and left out with it. An object whose ``status`` is
            "available" is refused: what is not in the recycle bin is not purged.
        all: everything in the recycle bin of the host on ``site_url``, which is then required.
            Such a request is not tried again when its answer is lost; look at the bin before you
            repeat it.
    """
    flags = _flags(all=all, dry_run=dry_run, single_request=single_request, verify=verify)
    _change("webexrec_purge_from_recycle_bin", token, recordings, site_url, host_email, flags)


def list_recordings(
    token: str,
    query: Mapping[str, Any] | None = None,
    *,
    admin: bool = False,
    include_secrets: bool = False,
) -> list[dict[str, Any]]:
    """Lists recordings: those hosted by or shared with a user, or with ``admin`` the organization's.

    All pages are fetched, and what fails by chance is tried again. Without ``from`` the service shows the last seven days only, of the
    recycle bin too: give ``from`` to see more.

    Parameters:
        token: access token with the scope ``meeting:recordings_read``, or
            ``meeting:admin_recordings_read`` for ``admin`` and ``hostEmail``; without "Bearer".
        query: any of ``from``, ``to`` (ISO 8601; ``from`` alone runs to now, ``to`` alone is
            refused; any time apart), ``status`` ("available", "deleted": in the recycle bin,
            "purged"), ``siteUrl``, ``hostEmail`` (not with ``admin``),
            ``meetingId``, ``topic``, ``integrationTag``, ``format`` ("MP4", "ARF"),
            ``serviceType`` ("MeetingCenter", "EventCenter", "SupportCenter", "TrainingCenter"),
            ``max`` (recordings a page, 1 to 100, the default). None: no restriction.
        admin: list the organization's recordings instead of one user's.
        include_secrets: keep ``password``, ``downloadUrl``, ``playbackUrl`` and
            ``temporaryDirectDownloadLinks``.

    Returns:
        The service's recording objects. Those without a ``hostEmail`` get that of the query,
        unless they are only shared with the host, so that the list can be given to the other
        functions as it is.

    Raises:
        InvalidInputError: something given can't be used, and nothing was sent.
        WebexrecError: of another class, such as TransportError or UnauthorizedError, what went
            wrong; there is no list of some of the pages.
        TypeError: a parameter has another type.
    """
    flags = _flags(admin=admin, include_secrets=include_secrets)
    return _list("webexrec_list_recordings", token, _json_object(query), flags)


def list_sites(token: str, user_email: str | None = None) -> list[dict[str, Any]]:
    """Lists the sites of a user; the preferred one is used where no site is given.

    Parameters:
        token: access token with the scope ``meeting:preferences_read``, or
            ``meeting:admin_preferences_read`` for other users; without "Bearer".
        user_email: whose sites; has an effect with an admin token only. None: the user of the
            token.

    Returns:
        Objects such as ``{"siteUrl": "example.webex.com", "default": True}``.

    Raises:
        InvalidInputError: something given can't be used, and nothing was sent.
        WebexrecError: of another class, such as TransportError or UnauthorizedError, what went
            wrong.
        TypeError: a parameter has another type.
    """
    email = _text("user_email", user_email, ResultCode.INVALID_HOST_EMAIL)
    return _list("webexrec_list_sites", token, email, 0)


def _change(
    function: str,
    token: str,
    recordings: Iterable[str | Mapping[str, Any]] | None,
    site_url: str | None,
    host_email: str | None,
    flags: int,
) -> None:
    _native.call(
        function,
        _text("token", token, ResultCode.INVALID_TOKEN),
        _json_array(recordings),
        _text("site_url", site_url, ResultCode.INVALID_SITE_URL),
        _text("host_email", host_email, ResultCode.INVALID_HOST_EMAIL),
        flags,
    )


def _list(function: str, token: str, of: bytes | None, flags: int) -> list[dict[str, Any]]:
    token_text = _text("token", token, ResultCode.INVALID_TOKEN)
    items: list[dict[str, Any]] = json.loads(_native.call_for_json(function, token_text, of, flags))
    return items


def _flags(**wanted: bool) -> int:
    return sum(Flag[name.upper()] for name, is_wanted in wanted.items() if is_wanted)


def _text(parameter: str, value: str | None, code: ResultCode) -> bytes | None:
    """A C string of a parameter. No error contains the value, which may be the token."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{parameter} must be a str, not {type(value).__name__}")
    _refuse_nul(parameter, value, code)
    # The library refuses half of a surrogate pair; Python's own error would contain the value.
    return value.encode(errors="surrogatepass")


def _refuse_nul(parameter: str, value: str, code: ResultCode) -> None:
    if "\0" in value:
        raise error_for(code, f"{parameter} contains a NUL character; remove it")


def _json_array(recordings: Iterable[str | Mapping[str, Any]] | None) -> bytes | None:
    if recordings is None:
        return None
    # Each is an iterable of strings, which would be taken for ids.
    if isinstance(recordings, (str, Mapping)):
        raise TypeError("recordings is a single recording; put it into a list: [recording]")
    return _json([dict(each) if isinstance(each, Mapping) else each for each in recordings])


def _json_object(query: Mapping[str, Any] | None) -> bytes | None:
    if query is None:
        return None
    for value in query.values():
        if isinstance(value, str):
            _refuse_nul("query", value, ResultCode.INVALID_QUERY)
    return _json(dict(query))


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
