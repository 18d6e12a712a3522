// The operations: each passes its parameters to one function of the native library, and turns its result code into
// an exception.

using System;
using System.Collections.Generic;

namespace WebexRec
{
    /// <summary>
    /// Moves Webex meeting recordings into the recycle bin, restores, purges and lists them. Every method blocks
    /// until it is done, and may be called from any number of threads at once.
    /// </summary>
    /// <remarks>
    /// What fails by chance (no connection, no answer, 408, a status of 500 or more) is tried again, six times in
    /// all, with waits that grow to at most 8 seconds; one try takes 60 seconds at most. The rate limit of the service
    /// (429) is waited out as long as no more than 15 minutes pass without a success, and what it has locked (423) is
    /// asked for ten times, as late as it says. So a call at a service that doesn't answer ends after some six
    /// minutes; one that gets on takes as long as it needs, and has no time limit of its own.
    /// </remarks>
    public static class Recordings
    {
        private const int ErrorSize = 2048;

        /// <summary>
        /// Moves recordings into the recycle bin, where they stay for 30 days and can be restored. One that can't be
        /// moved doesn't keep the others from it: when the service refuses a request, its recordings are sent again in
        /// ever smaller parts. Calling again with the same recordings does no harm.
        /// </summary>
        /// <param name="token">Access token without "Bearer".</param>
        /// <param name="ids">Ids of the recordings, any number. Duplicates are sent once.</param>
        /// <param name="siteUrl">Their site, such as example.webex.com; null for the user's preferred one.</param>
        /// <param name="hostEmail">Their host, for an admin token; null for the user of the token.</param>
        /// <param name="flags">Which of the flags apply is said with each of them.</param>
        /// <exception cref="WebexrecException">
        /// Not every recording is confirmed; the class says why, the message how many are, and which is the first that
        /// isn't.
        /// </exception>
        public static void MoveToRecycleBin(
            string token, IEnumerable<string> ids, string siteUrl = null, string hostEmail = null,
            RecordingFlags flags = RecordingFlags.None)
        {
            MoveToRecycleBin(token, Json.Array(ids), siteUrl, hostEmail, flags);
        }

        /// <inheritdoc cref="MoveToRecycleBin(string, IEnumerable{string}, string, string, RecordingFlags)"/>
        /// <param name="token">Access token without "Bearer".</param>
        /// <param name="recordingsJson">
        /// JSON array of recording ids, of objects as <see cref="ListRecordings"/> gives them, or of both.
        /// </param>
        /// <param name="siteUrl">The site of those that name none; null for the user's preferred one.</param>
        /// <param name="hostEmail">The host of those that name none; null for the user of the token.</param>
        /// <param name="flags">Which of the flags apply is said with each of them.</param>
        public static void MoveToRecycleBin(
            string token, string recordingsJson, string siteUrl = null, string hostEmail = null,
            RecordingFlags flags = RecordingFlags.None)
        {
            Change(Native.Functions.MoveToRecycleBin, token, recordingsJson, siteUrl, hostEmail, flags);
        }

        /// <summary>
        /// Restores recordings from the recycle bin; with <see cref="RecordingFlags.All"/> and no ids, everything
        /// in it.
        /// </summary>
        /// <inheritdoc cref="MoveToRecycleBin(string, IEnumerable{string}, string, string, RecordingFlags)"/>
        public static void RestoreFromRecycleBin(
            string token, IEnumerable<string> ids, string siteUrl = null, string hostEmail = null,
            RecordingFlags flags = RecordingFlags.None)
        {
            RestoreFromRecycleBin(token, Json.Array(ids), siteUrl, hostEmail, flags);
        }

        /// <summary>
        /// Restores recordings from the recycle bin; with <see cref="RecordingFlags.All"/> and [], everything in it.
        /// </summary>
        /// <inheritdoc cref="MoveToRecycleBin(string, string, string, string, RecordingFlags)"/>
        public static void RestoreFromRecycleBin(
            string token, string recordingsJson, string siteUrl = null, string hostEmail = null,
            RecordingFlags flags = RecordingFlags.None)
        {
            Change(Native.Functions.RestoreFromRecycleBin, token, recordingsJson, siteUrl, hostEmail, flags);
        }

        /// <summary>
        /// Purges recordings from the recycle bin, which can't be undone; with <see cref="RecordingFlags.All"/>, no
        /// ids and a site, everything in it.
        /// </summary>
        /// <inheritdoc cref="MoveToRecycleBin(string, IEnumerable{string}, string, string, RecordingFlags)"/>
        public static void PurgeFromRecycleBin(
            string token, IEnumerable<string> ids, string siteUrl = null, string hostEmail = null,
            RecordingFlags flags = RecordingFlags.None)
        {
            PurgeFromRecycleBin(token, Json.Array(ids), siteUrl, hostEmail, flags);
        }

        /// <summary>
        /// Purges recordings from the recycle bin, which can't be undone; with <see cref="RecordingFlags.All"/>, []
        /// and a site, everything in it. An object whose status is "available" is refused.
        /// </summary>
        /// <inheritdoc cref="MoveToRecycleBin(string, string, string, string, RecordingFlags)"/>
        public static void PurgeFromRecycleBin(
            string token, string recordingsJson, string siteUrl = null, string hostEmail = null,
            RecordingFlags flags = RecordingFlags.None)
        {
            Change(Native.Functions.PurgeFromRecycleBin, token, recordingsJson, siteUrl, hostEmail, flags);
        }

        /// <summary>Lists recordings, from all pages of the service's list.</summary>
        /// <param name="token">Access token without "Bearer".</param>
        /// <param name="queryJson">
        /// JSON object with any of from, to, status, siteUrl, hostEmail, meetingId, topic, integrationTag, format,
        /// serviceType, max, as the service names them. From and to may be any time apart; without from, only the last seven days are listed, of the
        /// recycle bin too. Null for no restriction.
        /// </param>
        /// <param name="flags">Which of the flags apply is said with each of them.</param>
        /// <returns>A JSON array of recording objects, which the other methods take as it is.</returns>
        /// <exception cref="WebexrecException">There is no list; the class and the message say why.</exception>
        public static string ListRecordings(
            string token, string queryJson = null, RecordingFlags flags = RecordingFlags.None)
        {
            return List(
                Native.Functions.ListRecordings, token,
                Utf8.Encode(queryJson, nameof(queryJson), ResultCode.InvalidQuery), flags);
        }

        /// <summary>Lists the sites of a user. The preferred one is used where no site is given.</summary>
        /// <param name="token">Access token without "Bearer".</param>
        /// <param name="userEmail">Whose sites, for an admin token; null for the user of the token.</param>
        /// <returns>A JSON array such as [{"siteUrl":"example.webex.com","default":true}].</returns>
        /// <exception cref="WebexrecException">There is no list; the class and the message say why.</exception>
        public static string ListSites(string token, string userEmail = null)
        {
            return List(
                Native.Functions.ListSites, token,
                Utf8.Encode(userEmail, nameof(userEmail), ResultCode.InvalidHostEmail), RecordingFlags.None);
        }

        private static void Change(
            Native.Change change, string token, string recordingsJson, string siteUrl, string hostEmail,
            RecordingFlags flags)
        {
            var error = new byte[ErrorSize];
            int result = change(
                Utf8.Encode(token, nameof(token), ResultCode.InvalidToken),
                Utf8.Encode(recordingsJson, nameof(recordingsJson), ResultCode.InvalidRecordings),
                Utf8.Encode(siteUrl, nameof(siteUrl), ResultCode.InvalidSiteUrl),
                Utf8.Encode(hostEmail, nameof(hostEmail), ResultCode.InvalidHostEmail),
                (uint)flags, error, (UIntPtr)ErrorSize);
            ThrowUnlessOk(result, error);
        }

        private static string List(Native.List list, string token, byte[] of, RecordingFlags flags)
        {
            var error = new byte[ErrorSize];
            var json = IntPtr.Zero;
            try
            {
                int result = list(
                    Utf8.Encode(token, nameof(token), ResultCode.InvalidToken), of, (uint)flags, out json, error,
                    (UIntPtr)ErrorSize);
                ThrowUnlessOk(result, error);
                return Utf8.Decode(json);
            }
            finally
            {
                Native.Functions.StringFree(json);
            }
        }

        private static void ThrowUnlessOk(int result, byte[] error)
        {
            if (result == ResultCode.Ok) return;
            string message = Utf8.DecodeMessage(error);
            if (message.Length == 0) message = Utf8.Decode(Native.Functions.ResultText(result));
            throw WebexrecException.Of(result, message);
        }
    }
}
