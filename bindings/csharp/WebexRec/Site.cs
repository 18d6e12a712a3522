// A site of a user.

namespace WebexRec
{
    /// <summary>A site of a user.</summary>
    public sealed class Site
    {
        /// <summary>A site, for a test of your own.</summary>
        public Site() { }

        internal Site(JsonReader json)
        {
            foreach (string name in json.Members())
            {
                switch (name)
                {
                    case "siteUrl": SiteUrl = json.Text(); break;
                    case "default": IsDefault = json.Boolean() == true; break;
                    default: json.Skip(); break;
                }
            }
        }

        /// <summary>Its name, such as example.webex.com.</summary>
        public string SiteUrl { get; set; }

        /// <summary>Whether it is the preferred one, which is used where no site is given.</summary>
        public bool IsDefault { get; set; }

        /// <summary>The name.</summary>
        /// <returns>The name.</returns>
        public override string ToString()
        {
            return SiteUrl;
        }
    }
}
