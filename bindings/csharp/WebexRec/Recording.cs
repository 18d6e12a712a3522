// A recording with the details that a list returns.

using System;
using System.Collections.Generic;

namespace WebexRec
{
    /// <summary>
    /// A recording in a list, with its details. A detail that the service leaves out is null.
    /// </summary>
    /// <remarks>Not thread-safe: don't change an instance while a call reads it.</remarks>
    public sealed class Recording : RecordingReference
    {
        /// <summary>Makes a recording for your tests.</summary>
        /// <param name="id">The id.</param>
        public Recording(string id) : base(id) { }

        internal static Recording FromJson(JsonReader json)
        {
            var recording = new Recording(null);
            recording.ReadMembers(json);
            return recording;
        }

        /// <summary>Topic of the meeting.</summary>
        public string Topic { get; set; }

        /// <summary>Time at which the recording became available.</summary>
        public DateTimeOffset? CreateTime { get; set; }

        /// <summary>Time of the recording.</summary>
        public DateTimeOffset? TimeRecorded { get; set; }

        /// <summary>Length of the recording.</summary>
        public TimeSpan? Duration { get; set; }

        /// <summary>Where the recording is: one of <see cref="RecordingStatus"/>.</summary>
        public string Status { get; set; }

        /// <summary>Name of the host. Only the list of an organization has it.</summary>
        public string HostDisplayName { get; set; }

        /// <summary>Format of the file, such as MP4 or ARF.</summary>
        public string Format { get; set; }

        /// <summary>Type of the meeting, such as MeetingCenter.</summary>
        public string ServiceType { get; set; }

        /// <summary>Id of the meeting instance.</summary>
        public string MeetingId { get; set; }

        /// <summary>Id of the scheduled meeting.</summary>
        public string ScheduledMeetingId { get; set; }

        /// <summary>Id of the meeting series.</summary>
        public string MeetingSeriesId { get; set; }

        /// <summary>Tags that applications have set; empty if there are none.</summary>
        public IReadOnlyList<string> IntegrationTags { get; set; } = new string[0];

        /// <summary>Password. Secret: null without <see cref="RecordingQuery.IncludeSecrets"/>.</summary>
        public string Password { get; set; }

        /// <summary>URL to download it. Secret: null without <see cref="RecordingQuery.IncludeSecrets"/>.</summary>
        public string DownloadUrl { get; set; }

        /// <summary>URL to play it. Secret: null without <see cref="RecordingQuery.IncludeSecrets"/>.</summary>
        public string PlaybackUrl { get; set; }

        /// <summary>
        /// Links to download the files without a login. Secret: null without
        /// <see cref="RecordingQuery.IncludeSecrets"/>, and if the service returns none.
        /// </summary>
        public TemporaryDirectDownloadLinks TemporaryDirectDownloadLinks { get; set; }

        internal override void WriteMembers(JsonWriter json)
        {
            base.WriteMembers(json);
            json.WriteMember("status", Status);
        }

        internal override bool ReadMember(string name, JsonReader json)
        {
            switch (name)
            {
                case "topic": Topic = json.ReadString(); return true;
                case "createTime": CreateTime = json.ReadTime(); return true;
                case "timeRecorded": TimeRecorded = json.ReadTime(); return true;
                case "durationSeconds": Duration = json.ReadSeconds(); return true;
                case "status": Status = json.ReadInterned(); return true;
                case "hostDisplayName": HostDisplayName = json.ReadInterned(); return true;
                case "format": Format = json.ReadInterned(); return true;
                case "serviceType": ServiceType = json.ReadInterned(); return true;
                case "meetingId": MeetingId = json.ReadString(); return true;
                case "scheduledMeetingId": ScheduledMeetingId = json.ReadString(); return true;
                case "meetingSeriesId": MeetingSeriesId = json.ReadString(); return true;
                case "integrationTags": IntegrationTags = json.ReadArray(tag => tag.ReadInterned()); return true;
                case "password": Password = json.ReadString(); return true;
                case "downloadUrl": DownloadUrl = json.ReadString(); return true;
                case "playbackUrl": PlaybackUrl = json.ReadString(); return true;
                case "temporaryDirectDownloadLinks":
                    TemporaryDirectDownloadLinks = new TemporaryDirectDownloadLinks(json);
                    return true;
                default: return base.ReadMember(name, json);
            }
        }
    }
}
