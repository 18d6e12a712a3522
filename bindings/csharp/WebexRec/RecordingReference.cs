// A recording to change: its id, and the site and host that it belongs to.

using System.Collections.Generic;

namespace WebexRec
{
    /// <summary>
    /// A recording to move, restore or purge. The <see cref="Recording"/>s of a list and the
    /// <see cref="RecordingResult"/>s of a report are references too, so they can be passed to a call unchanged.
    /// </summary>
    /// <remarks>Not thread-safe: don't change an instance while a call reads it.</remarks>
    public class RecordingReference
    {
        /// <summary>Makes a reference to the recording with an id.</summary>
        /// <param name="id">
        /// The id as the service returns it. A call refuses null, an empty string and control characters.
        /// </param>
        public RecordingReference(string id)
        {
            Id = id;
        }

        /// <summary>The id as the service returns it.</summary>
        public string Id { get; private set; }

        /// <summary>
        /// Name of its site, such as example.webex.com. Default: null, the site of the <see cref="ChangeOptions"/>.
        /// </summary>
        public string SiteUrl { get; set; }

        /// <summary>
        /// Email address of its host; has an effect only with an admin token. Default: null, the host of the
        /// <see cref="ChangeOptions"/>.
        /// </summary>
        public string HostEmail { get; set; }

        /// <summary>Size in bytes, which reports sum up. Default: null, unknown.</summary>
        public long? SizeBytes { get; set; }

        /// <summary>
        /// Whether another host shares it with the user. Calls don't send such a recording, because only its host can
        /// change it; its outcome is <see cref="RecordingOutcome.NotSent"/>. Default: false.
        /// </summary>
        public bool ShareToMe { get; set; }

        /// <summary>Returns the id.</summary>
        /// <returns>The id.</returns>
        public override string ToString()
        {
            return Id;
        }

        /// <summary>
        /// A JSON array of the recordings. Null stays null, as an element too: the native library refuses it.
        /// </summary>
        internal static string ToJson(IEnumerable<RecordingReference> recordings)
        {
            if (recordings == null) return null;
            var json = new JsonWriter();
            json.WriteArray(recordings, recording =>
            {
                if (recording == null) json.WriteNull();
                else json.WriteObject(recording.WriteMembers);
            });
            return json.ToString();
        }

        internal virtual void WriteMembers(JsonWriter json)
        {
            json.WriteMember("id", Id);
            json.WriteMember("siteUrl", SiteUrl);
            json.WriteMember("hostEmail", HostEmail);
            json.WriteMember("sizeBytes", SizeBytes);
            if (ShareToMe) json.WriteMember("shareToMe", true);
        }

        internal void ReadMembers(JsonReader json)
        {
            foreach (string name in json.ReadMembers())
                if (!ReadMember(name, json)) json.Skip();
        }

        /// <summary>Reads the value of a member; false for a name that this class doesn't know.</summary>
        internal virtual bool ReadMember(string name, JsonReader json)
        {
            switch (name)
            {
                case "id": Id = json.ReadString(); return true;
                case "siteUrl": SiteUrl = json.ReadInterned(); return true;
                case "hostEmail": HostEmail = json.ReadInterned(); return true;
                case "sizeBytes": SizeBytes = json.ReadInteger(); return true;
                case "shareToMe": ShareToMe = json.ReadBoolean() == true; return true;
                default: return false;
            }
        }
    }
}
