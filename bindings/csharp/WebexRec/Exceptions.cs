// One exception class for each kind of failure, all under WebexrecException. A cancelled call alone has one that is
// not: what .NET expects there is an OperationCanceledException.

using System;
using System.Threading;

namespace WebexRec
{
    /// <summary>A call failed. Codes that belong to no kind below come as this class itself.</summary>
    public class WebexrecException : Exception
    {
        /// <summary>An exception for a result code.</summary>
        /// <param name="code">One of <see cref="ResultCode"/>, or an HTTP status.</param>
        /// <param name="message">For people; its wording changes.</param>
        /// <param name="report">What a change came to; null for a list, and if nothing was begun.</param>
        /// <param name="innerException">What it was caused by, or null.</param>
        public WebexrecException(
            int code, string message, ChangeReport report = null, Exception innerException = null)
            : base(message, innerException)
        {
            Code = code;
            Report = report;
        }

        /// <summary>One of <see cref="ResultCode"/>, or the HTTP status of the service's answer.</summary>
        public int Code { get; }

        /// <summary>What a change came to; null for a list, and if nothing was begun.</summary>
        public ChangeReport Report { get; }

        internal static WebexrecException Of(int code, string message, ChangeReport report = null)
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

    /// <summary>A parameter or setting can't be used, and nothing was sent: codes 1 to 19.</summary>
    public class InvalidInputException : WebexrecException
    {
        /// <summary>An exception for a result code.</summary>
        /// <param name="code">The code.</param>
        /// <param name="message">What is wrong, and what to do.</param>
        public InvalidInputException(int code, string message) : base(code, message) { }
    }

    /// <summary>There was no connection to the service, or none that lasted: codes 20 to 39.</summary>
    public class TransportException : WebexrecException
    {
        /// <inheritdoc/>
        public TransportException(int code, string message, ChangeReport report = null)
            : base(code, message, report) { }
    }

    /// <summary>Not everything was done, and what was not is certain: code 40.</summary>
    public class PartialException : WebexrecException
    {
        /// <inheritdoc/>
        public PartialException(int code, string message, ChangeReport report = null)
            : base(code, message, report) { }
    }

    /// <summary>For some recordings it is not known whether they were done: code 41.</summary>
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

    /// <summary>The service took no more requests (429) for longer than a call may wait: code 44.</summary>
    public class RateLimitedException : WebexrecException
    {
        /// <inheritdoc/>
        public RateLimitedException(int code, string message, ChangeReport report = null)
            : base(code, message, report) { }

        /// <summary>How long to wait before trying again; null for a list, whose message says it.</summary>
        public TimeSpan? RetryAfter => Report?.StoppedBy?.RetryAfter;
    }

    /// <summary>
    /// A function of yours (token provider, progress or event handler) threw, which ended the call. What it threw is
    /// the <see cref="Exception.InnerException"/>; what was done by then is in the report.
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

    /// <summary>The service answered with an HTTP status from 400 to 599, which is the code.</summary>
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
    /// The call's cancellation token was cancelled. It is no <see cref="WebexrecException"/>, because code for .NET
    /// expects an <see cref="OperationCanceledException"/>.
    /// </summary>
    public class RecordingsCanceledException : OperationCanceledException
    {
        /// <summary>An exception for a call that was cancelled.</summary>
        /// <param name="message">For people; its wording changes.</param>
        /// <param name="report">What was done by then; null for a list.</param>
        /// <param name="cancellationToken">What cancelled it.</param>
        public RecordingsCanceledException(string message, ChangeReport report, CancellationToken cancellationToken)
            : base(message, cancellationToken)
        {
            Report = report;
        }

        /// <summary>What was done by then; null for a list.</summary>
        public ChangeReport Report { get; }
    }
}
