// A request that a dry run would send.

using System.Collections.Generic;

namespace WebexRec
{
    /// <summary>A request that a dry run would send. Immutable.</summary>
    public sealed class PlannedRequest
    {
        internal PlannedRequest(JsonReader json)
        {
            foreach (string name in json.ReadMembers())
            {
                switch (name)
                {
                    case "method": Method = json.ReadString(); break;
                    case "path": Path = json.ReadString(); break;
                    case "query": HostEmail = ReadHostEmail(json); break;
                    case "siteUrl": SiteUrl = json.ReadString(); break;
                    case "ids": Ids = json.ReadArray(id => id.ReadString()); break;
                    default: json.Skip(); break;
                }
            }
        }

        /// <summary>HTTP method, such as POST.</summary>
        public string Method { get; }

        /// <summary>Path of the URL below the base URL, such as /recordings/softDelete.</summary>
        public string Path { get; }

        /// <summary>Name of the site; null for the preferred site of the user.</summary>
        public string SiteUrl { get; }

        /// <summary>Email address of the host; null for the user of the token.</summary>
        public string HostEmail { get; }

        /// <summary>Ids of the recordings; empty for a request that changes everything in a recycle bin.</summary>
        public IReadOnlyList<string> Ids { get; } = new string[0];

        private static string ReadHostEmail(JsonReader json)
        {
            string hostEmail = null;
            foreach (string name in json.ReadMembers())
            {
                if (name == "hostEmail") hostEmail = json.ReadString();
                else json.Skip();
            }
            return hostEmail;
        }
    }
}
