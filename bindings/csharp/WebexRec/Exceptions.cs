// One exception class for each kind of failure, all under WebexrecException.

using System;

namespace WebexRec
{
    /// <summary>A call failed. Codes that belong to no kind below come as this class itself.</summary>
    public class WebexrecException : Exception
    {
        /// <summary>An exception for a result code.</summary>
        /// <param name="code">One of <see cref="ResultCode"/>, or an HTTP status.</param>
        /// <param name="message">For people; its wording changes.</param>
        public WebexrecException(int code, string message) : base(message)
        {
            Code = code;
        }

        /// <summary>One of <see cref="ResultCode"/>, or the HTTP status of the service's answer.</summary>
        public int Code { get; }

        internal static WebexrecException Of(int code, string message)
        {
            switch (code)
            {
                case ResultCode.Partial: return new PartialException(code, message);
                case ResultCode.Uncertain: return new UncertainException(code, message);
                case ResultCode.RateLimited: return new RateLimitedException(code, message);
                case ResultCode.Unauthorized: return new UnauthorizedException(code, message);
                case ResultCode.Forbidden: return new ForbiddenException(code, message);
                case ResultCode.NotFound: return new NotFoundException(code, message);
            }
            if (code >= 1 && code <= 19) return new InvalidInputException(code, message);
            if (code >= 20 && code <= 39) return new TransportException(code, message);
            if (code >= 90 && code <= 99) return new InternalException(code, message);
            if (code >= 400 && code <= 599) return new HttpStatusException(code, message);
            return new WebexrecException(code, message);
        }
    }

    /// <summary>A parameter or setting can't be used, and nothing was sent: codes 1 to 19.</summary>
    public class InvalidInputException : WebexrecException
    {
        /// <inheritdoc/>
        public InvalidInputException(int code, string message) : base(code, message) { }
    }

    /// <summary>There was no connection to the service, or none that lasted: codes 20 to 39.</summary>
    public class TransportException : WebexrecException
    {
        /// <inheritdoc/>
        public TransportException(int code, string message) : base(code, message) { }
    }

    /// <summary>Not everything was done, and what was not is certain: code 40.</summary>
    public class PartialException : WebexrecException
    {
        /// <inheritdoc/>
        public PartialException(int code, string message) : base(code, message) { }
    }

    /// <summary>For some recordings it is not known whether they were done: code 41.</summary>
    public class UncertainException : WebexrecException
    {
        /// <inheritdoc/>
        public UncertainException(int code, string message) : base(code, message) { }
    }

    /// <summary>
    /// The service took no more requests (429) for longer than a call waits: code 44. The message says how long to wait
    /// before trying again.
    /// </summary>
    public class RateLimitedException : WebexrecException
    {
        /// <inheritdoc/>
        public RateLimitedException(int code, string message) : base(code, message) { }
    }

    /// <summary>A fault in the native library: codes 90 to 99.</summary>
    public class InternalException : WebexrecException
    {
        /// <inheritdoc/>
        public InternalException(int code, string message) : base(code, message) { }
    }

    /// <summary>The service answered with an HTTP status from 400 to 599, which is the code.</summary>
    public class HttpStatusException : WebexrecException
    {
        /// <inheritdoc/>
        public HttpStatusException(int code, string message) : base(code, message) { }
    }

    /// <summary>401: the token is wrong, expired or revoked.</summary>
    public class UnauthorizedException : HttpStatusException
    {
        /// <inheritdoc/>
        public UnauthorizedException(int code, string message) : base(code, message) { }
    }

    /// <summary>403: the scopes of the token or the role of its user don't allow this.</summary>
    public class ForbiddenException : HttpStatusException
    {
        /// <inheritdoc/>
        public ForbiddenException(int code, string message) : base(code, message) { }
    }

    /// <summary>404: a recording, site or user does not exist for this token.</summary>
    public class NotFoundException : HttpStatusException
    {
        /// <inheritdoc/>
        public NotFoundException(int code, string message) : base(code, message) { }
    }
}
