// The exceptions: one class for each kind of failure, all derived from WebexrecException except that of a cancelled
// call, which .NET code expects to be an OperationCanceledException.

using System;
using System.Threading;

namespace WebexRec
{
    /// <summary>
    /// A call failed. Base class of all exceptions here but <see cref="RecordingsCanceledException"/>; a code that has
    /// no class of its own comes as this class.
    /// </summary>
    public class WebexrecException : Exception
    {
        /// <summary>Makes an exception for a result code.</summary>
        /// <param name="code">One of <see cref="ResultCode"/>, or an HTTP status.</param>
        /// <param name="message">The failure and its remedy, for people.</param>
        /// <param name="report">Report of the change. Default: null, for a list or a call that didn't start.</param>
        /// <param name="innerException">The exception that caused this one. Default: null.</param>
        public WebexrecException(
            int code, string message, ChangeReport report = null, Exception innerException = null)
            : base(message, innerException)
        {
            Code = code;
            Report = report;
        }

        /// <summary>One of <see cref="ResultCode"/>, or the HTTP status of the service's response.</summary>
        public int Code { get; }

        /// <summary>Report of the change; null for a list, and if the change didn't start.</summary>
        public ChangeReport Report { get; }

        internal static WebexrecException ForCode(int code, string message, ChangeReport report = null)
        {
            switch (code)
            {
                case ResultCode.Partial: return new PartialException(code, message, report);
                case ResultCode.Uncertain: return new UncertainException(code, message, report);
                case ResultCode.Deadline: return new DeadlineException(code, message, report);
                case ResultCode.RateLimited: return new RateLimitedException(code, message, report);
                case ResultCode.Unauthorized: return new UnauthorizedException(code, message, report);
                case ResultCode.Forbidden: return new ForbiddenException(code, message, report);
                case ResultCode.NotFound: return new NotFoundException(code, message, report);
            }
            if (code >= 1 && code <= 19) return new InvalidInputException(code, message);
            if (code >= 20 && code <= 39) return new TransportException(code, message, report);
            if (code >= 90 && code <= 99) return new InternalException(code, message, report);
            if (code >= 400 && code <= 599) return new HttpStatusException(code, message, report);
            return new WebexrecException(code, message, report);
        }
    }

    /// <summary>A parameter or option is invalid, and nothing was sent: codes 1 to 19.</summary>
    public class InvalidInputException : WebexrecException
    {
        /// <summary>Makes an exception for a result code.</summary>
        /// <param name="code">One of <see cref="ResultCode"/>.</param>
        /// <param name="message">The fault and its remedy, for people.</param>
        public InvalidInputException(int code, string message) : base(code, message) { }
    }

    /// <summary>The connection to the service failed or broke: codes 20 to 39.</summary>
    public class TransportException : WebexrecException
    {
        /// <inheritdoc/>
        public TransportException(int code, string message, ChangeReport report = null)
            : base(code, message, report) { }
    }

    /// <summary>Some recordings are not done, and it is certain which: code 40.</summary>
    public class PartialException : WebexrecException
    {
        /// <inheritdoc/>
        public PartialException(int code, string message, ChangeReport report = null)
            : base(code, message, report) { }
    }

    /// <summary>Some recordings are in doubt: they may or may not be done: code 41.</summary>
    public class UncertainException : WebexrecException
    {
        /// <inheritdoc/>
        public UncertainException(int code, string message, ChangeReport report = null)
            : base(code, message, report) { }
    }

    /// <summary>The <see cref="RecordingsClientOptions.Deadline"/> passed: code 43.</summary>
    public class DeadlineException : WebexrecException
    {
        /// <inheritdoc/>
        public DeadlineException(int code, string message, ChangeReport report = null)
            : base(code, message, report) { }
    }

    /// <summary>
    /// The service's rate limit (429) lasted longer than <see cref="RecordingsClientOptions.MaxWait"/>: code 44.
    /// </summary>
    public class RateLimitedException : WebexrecException
    {
        /// <inheritdoc/>
        public RateLimitedException(int code, string message, ChangeReport report = null)
            : base(code, message, report) { }

        /// <summary>How long to wait before the next call; null for a list, whose message says it.</summary>
        public TimeSpan? RetryAfter => Report?.StoppedBy?.RetryAfter;
    }

    /// <summary>
    /// Your token provider, progress handler or event handler threw, which ended the call. Its exception is the
    /// <see cref="Exception.InnerException"/>; the report has the results so far.
    /// </summary>
    public class CallbackException : WebexrecException
    {
        /// <inheritdoc/>
        public CallbackException(int code, string message, ChangeReport report, Exception innerException)
            : base(code, message, report, innerException) { }
    }

    /// <summary>A fault in the native library: codes 90 to 99.</summary>
    public class InternalException : WebexrecException
    {
        /// <inheritdoc/>
        public InternalException(int code, string message, ChangeReport report = null)
            : base(code, message, report) { }
    }

    /// <summary>The service responded with an HTTP status from 400 to 599, which is the code.</summary>
    public class HttpStatusException : WebexrecException
    {
        /// <inheritdoc/>
        public HttpStatusException(int code, string message, ChangeReport report = null)
            : base(code, message, report) { }
    }

    /// <summary>401: the token is wrong, expired or revoked.</summary>
    public class UnauthorizedException : HttpStatusException
    {
        /// <inheritdoc/>
        public UnauthorizedException(int code, string message, ChangeReport report = null)
            : base(code, message, report) { }
    }

    /// <summary>403: the scopes of the token or the role of its user don't allow this.</summary>
    public class ForbiddenException : HttpStatusException
    {
        /// <inheritdoc/>
        public ForbiddenException(int code, string message, ChangeReport report = null)
            : base(code, message, report) { }
    }

    /// <summary>404: a recording, site or user does not exist for this token.</summary>
    public class NotFoundException : HttpStatusException
    {
        /// <inheritdoc/>
        public NotFoundException(int code, string message, ChangeReport report = null)
            : base(code, message, report) { }
    }

    /// <summary>
    /// The cancellation token of the call was cancelled. Not a <see cref="WebexrecException"/>, because .NET code
    /// expects an <see cref="OperationCanceledException"/>.
    /// </summary>
    public class RecordingsCanceledException : OperationCanceledException
    {
        /// <summary>Makes an exception for a cancelled call.</summary>
        /// <param name="message">How much was done before the cancel, for people.</param>
        /// <param name="report">Report of the change; null for a list.</param>
        /// <param name="cancellationToken">The token that cancelled the call.</param>
        public RecordingsCanceledException(string message, ChangeReport report, CancellationToken cancellationToken)
            : base(message, cancellationToken)
        {
            Report = report;
        }

        /// <summary>Report of the change, with the results so far; null for a list.</summary>
        public ChangeReport Report { get; }
    }
}
