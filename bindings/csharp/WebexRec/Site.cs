// A Webex site of a user.

namespace WebexRec
{
    /// <summary>A Webex site of a user.</summary>
    public sealed class Site
    {
        /// <summary>Makes a site for your tests.</summary>
        public Site() { }

        internal Site(JsonReader json)
        {
            foreach (string name in json.ReadMembers())
            {
                switch (name)
                {
                    case "siteUrl": SiteUrl = json.ReadString(); break;
                    case "default": IsDefault = json.ReadBoolean() == true; break;
                    default: json.Skip(); break;
                }
            }
        }

        /// <summary>Name of the site, such as example.webex.com.</summary>
        public string SiteUrl { get; set; }

        /// <summary>Whether it is the user's preferred site, which the service uses where a call names none.</summary>
        public bool IsDefault { get; set; }

        /// <summary>Returns the name of the site.</summary>
        /// <returns>The name, such as example.webex.com.</returns>
        public override string ToString()
        {
            return SiteUrl;
        }
    }
}
