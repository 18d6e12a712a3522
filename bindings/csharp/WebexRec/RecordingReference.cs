// What a recording to move, restore or purge is named by.

namespace WebexRec
{
    /// <summary>
    /// A recording to move, restore or purge. The <see cref="Recording"/>s of a list and the
    /// <see cref="RecordingResult"/>s of a report are such references, so that both can be given back as they are.
    /// </summary>
    public class RecordingReference
    {
        /// <summary>A recording by its id.</summary>
        /// <param name="id">The id as the service gives it.</param>
        public RecordingReference(string id)
        {
            Id = id;
        }

        /// <summary>The id as the service gives it.</summary>
        public string Id { get; private set; }

        /// <summary>Its site, such as example.webex.com; null for that of the <see cref="ChangeOptions"/>.</summary>
        public string SiteUrl { get; set; }

        /// <summary>Its host, for an admin token; null for that of the <see cref="ChangeOptions"/>.</summary>
        public string HostEmail { get; set; }

        /// <summary>Its size, which reports sum up; null if it isn't known.</summary>
        public long? SizeBytes { get; set; }

        /// <summary>
        /// Whether it is only shared with the user. It isn't sent then, since its host alone can move it.
        /// </summary>
        public bool ShareToMe { get; set; }

        /// <summary>The id.</summary>
        /// <returns>The id.</returns>
        public override string ToString()
        {
            return Id;
        }

        internal virtual void Write(JsonText json)
        {
            json.Member("id", Id);
            json.Member("siteUrl", SiteUrl);
            json.Member("hostEmail", HostEmail);
            json.Member("sizeBytes", SizeBytes);
            if (ShareToMe) json.Member("shareToMe", true);
        }

        internal void Read(JsonReader json)
        {
            foreach (string name in json.Members())
                if (!ReadMember(name, json)) json.Skip();
        }

        /// <summary>Reads the value of a member; false for a name that this class doesn't have.</summary>
        internal virtual bool ReadMember(string name, JsonReader json)
        {
            switch (name)
            {
                case "id": Id = json.Text(); return true;
                case "siteUrl": SiteUrl = json.SharedText(); return true;
                case "hostEmail": HostEmail = json.SharedText(); return true;
                case "sizeBytes": SizeBytes = json.Integer(); return true;
                case "shareToMe": ShareToMe = json.Boolean() == true; return true;
                default: return false;
            }
        }
    }
}
