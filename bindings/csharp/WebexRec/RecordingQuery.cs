// Options of one list of recordings.

using System;
using System.Globalization;

namespace WebexRec
{
    /// <summary>
    /// Options of one list of recordings. All are optional, and a recording is listed if it matches all that are set.
    /// An invalid value is refused before anything is sent: a string that is empty, longer than 1024 bytes in UTF-8, or
    /// contains control characters, and a value that is not listed below. The call reads the options before it starts.
    /// </summary>
    /// <remarks>Not thread-safe: don't change an instance while a call reads it.</remarks>
    public sealed class RecordingQuery
    {
        /// <summary>
        /// Start of the period. Default: null, and the service lists the last seven days only, of the recycle bin too.
        /// </summary>
        public DateTimeOffset? From { get; set; }

        /// <summary>
        /// End of the period; needs <see cref="From"/>, and can't be earlier. Default: null, now.
        /// </summary>
        public DateTimeOffset? To { get; set; }

        /// <summary>
        /// One of <see cref="RecordingStatus"/>; <see cref="RecordingStatus.Deleted"/> lists the recycle bin. Default:
        /// null, the recordings that are available.
        /// </summary>
        public string Status { get; set; }

        /// <summary>
        /// Name of the site, such as example.webex.com. Default: null, all sites of the user, or with
        /// <see cref="Admin"/> the preferred site.
        /// </summary>
        public string SiteUrl { get; set; }

        /// <summary>
        /// Email address of the host, for an admin token; can't be combined with <see cref="Admin"/>. Default: null,
        /// the user of the token.
        /// </summary>
        public string HostEmail { get; set; }

        /// <summary>
        /// Id of a meeting, series or instance, whose recordings of any time are listed. Default: null, any meeting.
        /// </summary>
        public string MeetingId { get; set; }

        /// <summary>Text that the topic contains. Default: null, any topic.</summary>
        public string Topic { get; set; }

        /// <summary>Tag that an application has set. Default: null, with and without tags.</summary>
        public string IntegrationTag { get; set; }

        /// <summary>MP4 or ARF. Default: null, both.</summary>
        public string Format { get; set; }

        /// <summary>
        /// MeetingCenter, EventCenter, SupportCenter or TrainingCenter. Default: null, all of them.
        /// </summary>
        public string ServiceType { get; set; }

        /// <summary>
        /// Number of recordings that one request fetches; all pages are listed in any case.
        /// <para>Unit: recordings. Range: 1 to 100. Default: 100.</para>
        /// </summary>
        public int? Max { get; set; }

        /// <summary>
        /// Lists the recordings of the organization instead of one user's; the token needs the scope
        /// meeting:admin_recordings_read. Default: false.
        /// </summary>
        public bool Admin { get; set; }

        /// <summary>
        /// Keeps passwords and links in the list, which are removed otherwise: <see cref="Recording.Password"/>,
        /// <see cref="Recording.DownloadUrl"/>, <see cref="Recording.PlaybackUrl"/> and
        /// <see cref="Recording.TemporaryDirectDownloadLinks"/>. Default: false.
        /// </summary>
        public bool IncludeSecrets { get; set; }

        internal Flags Flags => (Admin ? Flags.Admin : 0) | (IncludeSecrets ? Flags.IncludeSecrets : 0);

        internal string ToJson()
        {
            var json = new JsonWriter();
            json.WriteObject(WriteMembers);
            return json.ToString();
        }

        private void WriteMembers(JsonWriter json)
        {
            json.WriteMember("from", Iso8601(From));
            json.WriteMember("to", Iso8601(To));
            json.WriteMember("status", Status);
            json.WriteMember("siteUrl", SiteUrl);
            json.WriteMember("hostEmail", HostEmail);
            json.WriteMember("meetingId", MeetingId);
            json.WriteMember("topic", Topic);
            json.WriteMember("integrationTag", IntegrationTag);
            json.WriteMember("format", Format);
            json.WriteMember("serviceType", ServiceType);
            json.WriteMember("max", Max);
        }

        private static string Iso8601(DateTimeOffset? time)
        {
            return time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        }
    }
}
