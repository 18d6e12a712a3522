// The result codes of the C header, by name.

namespace WebexRec
{
    /// <summary>
    /// The values of <see cref="WebexrecException.Code"/>. An HTTP status without a constant comes through as its
    /// number, and later versions add codes.
    /// </summary>
    public static class ResultCode
    {
        // generated: result codes
        // 0: success.

        /// <summary>Success. Everything requested was done, or it was a dry run. Nothing to do.</summary>
        public const int Ok = 0;

        // 1 to 19: input is invalid; nothing was sent.

        /// <summary>
        /// A required parameter is NULL. The message names it. Nothing was sent, as for every code from 1 to 19. Pass a
        /// value.
        /// </summary>
        public const int NullPointer = 1;

        /// <summary>
        /// A string is not UTF-8. The message names the parameter and the first invalid byte. Encode the string as
        /// UTF-8; if it comes from UTF-16, remove unpaired surrogates.
        /// </summary>
        public const int NotUtf8 = 2;

        /// <summary>A parameter is not JSON. The message says where the JSON is wrong. Correct the JSON.</summary>
        public const int NotJson = 3;

        /// <summary>
        /// The recordings are invalid. They are not an array of recording ids and recording objects, or one of these is
        /// invalid: without an id, for example, or the same id with two sites. The message names its position. Correct
        /// that recording or leave it out.
        /// </summary>
        public const int InvalidRecordings = 4;

        /// <summary>
        /// No recordings were given. An empty list never means everything. Give at least one recording. To restore or
        /// purge a whole recycle bin, request exactly that.
        /// </summary>
        public const int NoRecordings = 5;

        /// <summary>
        /// The recordings do not fit into a single request. A single request was required
        /// (<see cref="ChangeOptions.SingleRequest"/>), but there are more than 100 recordings, or recordings of more
        /// than one site or host. Allow several requests, or make several calls.
        /// </summary>
        public const int TooManyRecordings = 6;

        /// <summary>
        /// The access token is invalid. It is empty, or has characters that no access token has, such as a space or a
        /// line end. Give the access token alone, without "Bearer".
        /// </summary>
        public const int InvalidToken = 7;

        /// <summary>
        /// The site URL is invalid. It is not a plain host name, or it is missing where a whole recycle bin is to be
        /// purged. Give a site such as example.webex.com, without scheme and path.
        /// </summary>
        public const int InvalidSiteUrl = 8;

        /// <summary>
        /// The email address is invalid. The host or user is not an email address. Give an address such as
        /// host@example.com, or none for the user of the token.
        /// </summary>
        public const int InvalidHostEmail = 9;

        /// <summary>
        /// The flags are invalid. A flag is unknown, not accepted by this function, or excluded by another flag. The
        /// message names it. Remove that flag.
        /// </summary>
        public const int InvalidFlags = 10;

        /// <summary>
        /// The query is invalid. It has an unknown member, or a value out of range. The message names it. Correct that
        /// member or leave it out.
        /// </summary>
        public const int InvalidQuery = 11;

        /// <summary>
        /// A setting is invalid. An option of the client or an environment variable, such as <c>WEBEXREC_CA_FILE</c>,
        /// has an invalid value. The message names it. Correct the value or unset it.
        /// </summary>
        public const int InvalidOption = 12;

        /// <summary>
        /// The base URL is not safe for a token. It is plain http to another machine, or it comes from the environment
        /// and its host is not one of Webex. Use https. Set another host as an option of the client, not in the
        /// environment.
        /// </summary>
        public const int InsecureUrl = 13;

        /// <summary>
        /// The monitor has already served a call. Each call needs a monitor of its own. Make a new monitor.
        /// </summary>
        public const int Busy = 14;

        // 20 to 39: no connection to the service, or it broke.

        /// <summary>
        /// The name of the service could not be looked up. The host of the base URL or of the proxy has no known
        /// address. Check the base URL, the proxy, and the network.
        /// </summary>
        public const int Resolve = 20;

        /// <summary>
        /// No connection to the service. Connecting was refused or took too long. Check the network, the firewall and
        /// the proxy settings.
        /// </summary>
        public const int Connect = 21;

        /// <summary>
        /// No secure connection to the service. The TLS handshake failed, or the certificate is not trusted. If a proxy
        /// or firewall inspects traffic, trust its certificate authority too (<c>WEBEXREC_CA_FILE</c>).
        /// </summary>
        public const int Tls = 22;

        /// <summary>
        /// The proxy failed or refused. It was not found, could not be reached, or rejected the connection (407 among
        /// others). Check the proxy's URL, user and password.
        /// </summary>
        public const int Proxy = 23;

        /// <summary>
        /// No response in time. A request took longer than the request timeout, and may have been processed. Call again
        /// later, or set a longer request timeout.
        /// </summary>
        public const int Timeout = 24;

        /// <summary>
        /// The connection broke before the response was complete. The request may have been processed. Call again;
        /// giving a recording again is safe.
        /// </summary>
        public const int Io = 25;

        /// <summary>
        /// The response is not one of this service. It is not HTTP, a redirect, or its status or body is not what this
        /// service sends. Check the base URL, and whether a proxy responds instead of the service.
        /// </summary>
        public const int BadResponse = 26;

        // 40 to 59: how a call with several recordings ended.

        /// <summary>
        /// Not everything was done. For each recording it is certain whether it was done. See the report for the cause
        /// of each recording that was not done.
        /// </summary>
        public const int Partial = 40;

        /// <summary>
        /// Some recordings are in doubt. They may have been done: a response was lost, the service failed, or it
        /// rejected a request without naming the recording. Call again with the results of the report, or let the call
        /// look them up (<see cref="ChangeOptions.Verify"/>).
        /// </summary>
        public const int Uncertain = 41;

        /// <summary>
        /// The call was cancelled. The report says what was done by then. To continue, call again with the results that
        /// are not done.
        /// </summary>
        public const int Cancelled = 42;

        /// <summary>
        /// The deadline passed. The report says what was done by then. Call again with the results that are not done,
        /// or set a longer deadline.
        /// </summary>
        public const int Deadline = 43;

        /// <summary>
        /// Rate limited for longer than the call may wait. The service accepted no request within the maximum wait, or
        /// asked for a longer one. The message says how long to wait. Call again after that time.
        /// </summary>
        public const int RateLimited = 44;

        /// <summary>
        /// The token provider failed. It reported an error, or what it returned is not an access token. Correct the
        /// token provider.
        /// </summary>
        public const int TokenProvider = 45;

        // 90 to 99: a bug in this library.

        /// <summary>A bug in this library. The message describes it. Report it, with the message.</summary>
        public const int Internal = 90;

        /// <summary>
        /// A bug in this library stopped the call halfway. The report says what is known of each recording. Report it.
        /// Calling again is safe.
        /// </summary>
        public const int Panic = 99;

        // 400 to 599: HTTP status of the service; one without a constant is returned as its number.

        /// <summary>
        /// 400 Bad Request. The service found the request invalid; its message says why. Check the recording id, the
        /// site and the host.
        /// </summary>
        public const int BadRequest = 400;

        /// <summary>
        /// 401 Unauthorized. The access token is wrong, expired or revoked. Get a new token. A token provider does so
        /// during the call.
        /// </summary>
        public const int Unauthorized = 401;

        /// <summary>
        /// 403 Forbidden. The scopes of the token or the role of its user do not allow this. Use a token with the
        /// scopes that the operation needs.
        /// </summary>
        public const int Forbidden = 403;

        /// <summary>
        /// 404 Not Found. A recording, site or user does not exist, or not for this token. Check the recording id, and
        /// whether it belongs to the site and host.
        /// </summary>
        public const int NotFound = 404;

        /// <summary>405 Method Not Allowed. The service does not support this request. Check the base URL.</summary>
        public const int MethodNotAllowed = 405;

        /// <summary>
        /// 409 Conflict. The request conflicts with a rule of the service; its message says which. Follow the service's
        /// message.
        /// </summary>
        public const int Conflict = 409;

        /// <summary>410 Gone. The recording is no longer available. Leave it out.</summary>
        public const int Gone = 410;

        /// <summary>
        /// 415 Unsupported Media Type. The service does not accept the form of this request. Check the base URL, and
        /// whether a proxy changes requests.
        /// </summary>
        public const int UnsupportedMediaType = 415;

        /// <summary>
        /// 423 Locked. Temporarily unavailable, in ten attempts or for longer than the call may wait. Call again later.
        /// </summary>
        public const int Locked = 423;

        /// <summary>
        /// 428 Precondition Required. The recording's file can't be scanned for malware. Follow the service's message.
        /// </summary>
        public const int PreconditionRequired = 428;

        /// <summary>
        /// 429 Too Many Requests. The rate limit of the service. A call waits and sends the request again, or ends with
        /// <see cref="RateLimited"/>. Call again later.
        /// </summary>
        public const int TooManyRequests = 429;

        /// <summary>500 Internal Server Error. The service failed, in every attempt. Call again later.</summary>
        public const int InternalServerError = 500;

        /// <summary>
        /// 502 Bad Gateway. The service got no valid response from a server behind it, in every attempt. Call again
        /// later.
        /// </summary>
        public const int BadGateway = 502;

        /// <summary>
        /// 503 Service Unavailable. The service is overloaded or down, in every attempt. Call again later.
        /// </summary>
        public const int ServiceUnavailable = 503;

        /// <summary>
        /// 504 Gateway Timeout. The service got no response from a server behind it in time, in every attempt. Call
        /// again later.
        /// </summary>
        public const int GatewayTimeout = 504;
        // end of generated
    }
}
