// Which recordings to list.

using System;
using System.Globalization;

namespace WebexRec
{
    /// <summary>
    /// Which recordings to list: the service's own parameters, each optional, and two choices besides. A value that the
    /// service doesn't know is refused before anything is sent.
    /// </summary>
    public sealed class RecordingQuery
    {
        /// <summary>
        /// The earliest time. Without it the service shows the last seven days only, of the recycle bin too.
        /// </summary>
        public DateTimeOffset? From { get; set; }

        /// <summary>The end of the time, to which <see cref="From"/> has to be given; null for now.</summary>
        public DateTimeOffset? To { get; set; }

        /// <summary>
        /// One of <see cref="RecordingStatus"/>: <see cref="RecordingStatus.Deleted"/> lists the recycle bin. Null for
        /// those that are available.
        /// </summary>
        public string Status { get; set; }

        /// <summary>
        /// The site; null for all sites of the user or, with <see cref="Admin"/>, the preferred one.
        /// </summary>
        public string SiteUrl { get; set; }

        /// <summary>The host, for an admin token; not together with <see cref="Admin"/>.</summary>
        public string HostEmail { get; set; }

        /// <summary>A meeting, series or instance, whose recordings are then listed whatever their time.</summary>
        public string MeetingId { get; set; }

        /// <summary>A part of the topic.</summary>
        public string Topic { get; set; }

        /// <summary>A tag that an application gave.</summary>
        public string IntegrationTag { get; set; }

        /// <summary>MP4 or ARF.</summary>
        public string Format { get; set; }

        /// <summary>MeetingCenter, EventCenter, SupportCenter or TrainingCenter.</summary>
        public string ServiceType { get; set; }

        /// <summary>Recordings of a page, 1 to 100; null for 100. All pages are listed in any case.</summary>
        public int? Max { get; set; }

        /// <summary>
        /// Lists the recordings of the organization instead of one user's, which takes a token with the scope
        /// meeting:admin_recordings_read.
        /// </summary>
        public bool Admin { get; set; }

        /// <summary>Keeps the passwords of recordings and the links to their contents.</summary>
        public bool IncludeSecrets { get; set; }

        internal Flags Flags => (Admin ? Flags.Admin : 0) | (IncludeSecrets ? Flags.IncludeSecrets : 0);

        internal string ToJson()
        {
            return new JsonText().Object(json =>
            {
                json.Member("from", Text(From));
                json.Member("to", Text(To));
                json.Member("status", Status);
                json.Member("siteUrl", SiteUrl);
                json.Member("hostEmail", HostEmail);
                json.Member("meetingId", MeetingId);
                json.Member("topic", Topic);
                json.Member("integrationTag", IntegrationTag);
                json.Member("format", Format);
                json.Member("serviceType", ServiceType);
                json.Member("max", Max);
            }).ToString();
        }

        private static string Text(DateTimeOffset? time)
        {
            return time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        }
    }
}
