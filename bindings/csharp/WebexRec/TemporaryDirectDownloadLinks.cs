// Links to download the files of a recording without a login.

using System;

namespace WebexRec
{
    /// <summary>Links to download the files of a recording without a login. They are secrets.</summary>
    public sealed class TemporaryDirectDownloadLinks
    {
        /// <summary>Makes an object without links, for your tests.</summary>
        public TemporaryDirectDownloadLinks() { }

        internal TemporaryDirectDownloadLinks(JsonReader json)
        {
            foreach (string name in json.ReadMembers())
            {
                switch (name)
                {
                    case "recordingDownloadLink": RecordingDownloadLink = json.ReadString(); break;
                    case "audioDownloadLink": AudioDownloadLink = json.ReadString(); break;
                    case "transcriptDownloadLink": TranscriptDownloadLink = json.ReadString(); break;
                    case "expiration": Expiration = json.ReadTime(); break;
                    default: json.Skip(); break;
                }
            }
        }

        /// <summary>URL of the recording; null if there is none.</summary>
        public string RecordingDownloadLink { get; set; }

        /// <summary>URL of its audio; null if there is none.</summary>
        public string AudioDownloadLink { get; set; }

        /// <summary>URL of its transcript; null if there is none.</summary>
        public string TranscriptDownloadLink { get; set; }

        /// <summary>Time at which the links expire; null if the service doesn't return it.</summary>
        public DateTimeOffset? Expiration { get; set; }
    }
}
