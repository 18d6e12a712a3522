// A recording as a list has it.

using System;
using System.Collections.Generic;

namespace WebexRec
{
    /// <summary>
    /// A recording of a list, with what the service says of it. All but the id may be missing, and is null then.
    /// </summary>
    public sealed class Recording : RecordingReference
    {
        /// <summary>A recording with an id, for a test of your own.</summary>
        /// <param name="id">The id.</param>
        public Recording(string id) : base(id) { }

        internal static Recording Of(JsonReader json)
        {
            var recording = new Recording(null);
            recording.Read(json);
            return recording;
        }

        /// <summary>The topic of the meeting.</summary>
        public string Topic { get; set; }

        /// <summary>When the recording was made available.</summary>
        public DateTimeOffset? CreateTime { get; set; }

        /// <summary>When it was recorded.</summary>
        public DateTimeOffset? TimeRecorded { get; set; }

        /// <summary>Its length.</summary>
        public TimeSpan? Duration { get; set; }

        /// <summary>Where it is: one of <see cref="RecordingStatus"/>.</summary>
        public string Status { get; set; }

        /// <summary>The host's name; only in the list of an organization.</summary>
        public string HostDisplayName { get; set; }

        /// <summary>The form of the file, such as MP4 or ARF.</summary>
        public string Format { get; set; }

        /// <summary>The kind of the meeting, such as MeetingCenter.</summary>
        public string ServiceType { get; set; }

        /// <summary>The id of the meeting instance.</summary>
        public string MeetingId { get; set; }

        /// <summary>The id of the scheduled meeting.</summary>
        public string ScheduledMeetingId { get; set; }

        /// <summary>The id of the series that the meeting belongs to.</summary>
        public string MeetingSeriesId { get; set; }

        /// <summary>Tags that applications gave it; empty if there are none.</summary>
        public IReadOnlyList<string> IntegrationTags { get; set; } = new string[0];

        /// <summary>The password. A secret; null unless the query includes secrets.</summary>
        public string Password { get; set; }

        /// <summary>Where it can be downloaded. A secret; null unless the query includes secrets.</summary>
        public string DownloadUrl { get; set; }

        /// <summary>Where it can be played. A secret; null unless the query includes secrets.</summary>
        public string PlaybackUrl { get; set; }

        /// <summary>
        /// Links for downloading that need no login. A secret; null unless the query includes secrets and the service
        /// has some.
        /// </summary>
        public TemporaryDirectDownloadLinks TemporaryDirectDownloadLinks { get; set; }

        internal override void Write(JsonText json)
        {
            base.Write(json);
            json.Member("status", Status);
        }

        internal override bool ReadMember(string name, JsonReader json)
        {
            switch (name)
            {
                case "topic": Topic = json.Text(); return true;
                case "createTime": CreateTime = json.Time(); return true;
                case "timeRecorded": TimeRecorded = json.Time(); return true;
                case "durationSeconds": Duration = json.Seconds(); return true;
                case "status": Status = json.SharedText(); return true;
                case "hostDisplayName": HostDisplayName = json.SharedText(); return true;
                case "format": Format = json.SharedText(); return true;
                case "serviceType": ServiceType = json.SharedText(); return true;
                case "meetingId": MeetingId = json.Text(); return true;
                case "scheduledMeetingId": ScheduledMeetingId = json.Text(); return true;
                case "meetingSeriesId": MeetingSeriesId = json.Text(); return true;
                case "integrationTags": IntegrationTags = json.Elements(tag => tag.SharedText()); return true;
                case "password": Password = json.Text(); return true;
                case "downloadUrl": DownloadUrl = json.Text(); return true;
                case "playbackUrl": PlaybackUrl = json.Text(); return true;
                case "temporaryDirectDownloadLinks":
                    TemporaryDirectDownloadLinks = new TemporaryDirectDownloadLinks(json);
                    return true;
                default: return base.ReadMember(name, json);
            }
        }
    }

    /// <summary>Links for downloading the files of a recording without a login. They are secrets.</summary>
    public sealed class TemporaryDirectDownloadLinks
    {
        /// <summary>No links, for a test of your own.</summary>
        public TemporaryDirectDownloadLinks() { }

        internal TemporaryDirectDownloadLinks(JsonReader json)
        {
            foreach (string name in json.Members())
            {
                switch (name)
                {
                    case "recordingDownloadLink": RecordingDownloadLink = json.Text(); break;
                    case "audioDownloadLink": AudioDownloadLink = json.Text(); break;
                    case "transcriptDownloadLink": TranscriptDownloadLink = json.Text(); break;
                    case "expiration": Expiration = json.Time(); break;
                    default: json.Skip(); break;
                }
            }
        }

        /// <summary>The link of the recording.</summary>
        public string RecordingDownloadLink { get; set; }

        /// <summary>The link of its sound.</summary>
        public string AudioDownloadLink { get; set; }

        /// <summary>The link of its transcript.</summary>
        public string TranscriptDownloadLink { get; set; }

        /// <summary>When the links expire.</summary>
        public DateTimeOffset? Expiration { get; set; }
    }

    /// <summary>Where a recording is: the values of <see cref="Recording.Status"/>.</summary>
    public static class RecordingStatus
    {
        /// <summary>In its place.</summary>
        public const string Available = "available";

        /// <summary>In the recycle bin.</summary>
        public const string Deleted = "deleted";

        /// <summary>Purged from the recycle bin.</summary>
        public const string Purged = "purged";
    }
}
