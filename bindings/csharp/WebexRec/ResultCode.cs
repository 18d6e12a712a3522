// The result codes of the C header, by name.

namespace WebexRec
{
    /// <summary>
    /// The values of <see cref="WebexrecException.Code"/>. An HTTP status without a constant comes through as its
    /// number, and later versions add codes.
    /// </summary>
    public static class ResultCode
    {
        /// <summary>
        /// Everything asked for was done. Of exceptions only a <see cref="CallbackException"/> can have it.
        /// </summary>
        public const int Ok = 0;

        /// <summary>A required parameter was null. Nothing was sent (nor for any other code from 1 to 19).</summary>
        public const int NullPointer = 1;

        /// <summary>A string had half of a surrogate pair, so that it can't be UTF-8.</summary>
        public const int NotUtf8 = 2;

        /// <summary>A JSON parameter was not JSON.</summary>
        public const int NotJson = 3;

        /// <summary>The recordings were not an array of ids and objects, or one of them can't be used.</summary>
        public const int InvalidRecordings = 4;

        /// <summary>No recordings were given.</summary>
        public const int NoRecordings = 5;

        /// <summary>The recordings don't fit into the one request that the flags allow.</summary>
        public const int TooManyRecordings = 6;

        /// <summary>The token was empty or not an access token.</summary>
        public const int InvalidToken = 7;

        /// <summary>The site was not a plain name such as example.webex.com.</summary>
        public const int InvalidSiteUrl = 8;

        /// <summary>The host or user was not an email address.</summary>
        public const int InvalidHostEmail = 9;

        /// <summary>A flag is unknown, or excluded by the method or the other flags.</summary>
        public const int InvalidFlags = 10;

        /// <summary>The query had an unknown name or a value out of range.</summary>
        public const int InvalidQuery = 11;

        /// <summary>A setting, such as the environment variable WEBEXREC_CA_FILE, can't be used.</summary>
        public const int InvalidOption = 12;

        /// <summary>The base URL would send the token over plain http, or to a host that isn't allowed.</summary>
        public const int InsecureUrl = 13;

        /// <summary>The monitor has served a call already; it serves one.</summary>
        public const int Busy = 14;

        /// <summary>The name of the service or proxy could not be looked up.</summary>
        public const int Resolve = 20;

        /// <summary>No connection to the service.</summary>
        public const int Connect = 21;

        /// <summary>The TLS handshake or the check of the certificate failed.</summary>
        public const int Tls = 22;

        /// <summary>The proxy could not be reached, or refused.</summary>
        public const int Proxy = 23;

        /// <summary>No answer in time.</summary>
        public const int Timeout = 24;

        /// <summary>The connection broke before the answer was complete.</summary>
        public const int Io = 25;

        /// <summary>The answer was not one of this service.</summary>
        public const int BadResponse = 26;

        /// <summary>Not everything was done, and what was not is certain.</summary>
        public const int Partial = 40;

        /// <summary>For some recordings it is not known whether they were done.</summary>
        public const int Uncertain = 41;

        /// <summary>The call was cancelled.</summary>
        public const int Cancelled = 42;

        /// <summary>The deadline passed.</summary>
        public const int Deadline = 43;

        /// <summary>The rate limit of the service left no room for longer than a call waits.</summary>
        public const int RateLimited = 44;

        /// <summary>The token provider failed.</summary>
        public const int TokenProvider = 45;

        /// <summary>A fault in the native library.</summary>
        public const int Internal = 90;

        /// <summary>A fault in the native library stopped the call halfway; what was done is not known.</summary>
        public const int Panic = 99;

        /// <summary>400: the service found the request invalid.</summary>
        public const int BadRequest = 400;

        /// <summary>401: the token is wrong, expired or revoked.</summary>
        public const int Unauthorized = 401;

        /// <summary>403: the scopes of the token or the role of its user don't allow this.</summary>
        public const int Forbidden = 403;

        /// <summary>404: a recording, site or user does not exist for this token.</summary>
        public const int NotFound = 404;

        /// <summary>405: the service does not support the method.</summary>
        public const int MethodNotAllowed = 405;

        /// <summary>409: the request conflicts with a rule of the service.</summary>
        public const int Conflict = 409;

        /// <summary>410: no longer available.</summary>
        public const int Gone = 410;

        /// <summary>415: the service does not take this form of request.</summary>
        public const int UnsupportedMediaType = 415;

        /// <summary>423: temporarily unavailable, for longer than a call waits.</summary>
        public const int Locked = 423;

        /// <summary>428: a file that can't be scanned for malware.</summary>
        public const int PreconditionRequired = 428;

        /// <summary>429: too many requests. It is waited out; see <see cref="RateLimited"/>.</summary>
        public const int TooManyRequests = 429;

        /// <summary>500: the service failed.</summary>
        public const int InternalServerError = 500;

        /// <summary>502: the service got no valid answer from behind it.</summary>
        public const int BadGateway = 502;

        /// <summary>503: the service is overloaded.</summary>
        public const int ServiceUnavailable = 503;

        /// <summary>504: the service got no answer from behind it in time.</summary>
        public const int GatewayTimeout = 504;
    }
}
