using Parhelion.Core.Auditing;
using Parhelion.Server.Access;
using Parhelion.Server.Auditing;

namespace Parhelion.Server.Media;

/// <summary>Notes the reads of private attachments for the audit log, unless <c>Audit:PrivateReads</c> is off. Every authorized GET counts as a read, even a
/// GET of a part of the file. HEAD does not count.</summary>
internal sealed class PrivateReadAudit(PrivateReadAuditBuffer reads, AuditActorFactory actors, AuditSettings settings)
{
    /// <summary>Notes a read; does nothing if the attachment is public.</summary>
    /// <param name="http">The request.</param>
    /// <param name="entry">The attachment.</param>
    /// <param name="reader">The API key that gave access.</param>
    /// <param name="via">One of the constants of <see cref="MediaAccessResult"/>.</param>
    public void Note(HttpContext http, MediaFileInfo entry, Caller reader, string via)
    {
        if (!settings.PrivateReads || !entry.IsPrivate || !HttpMethods.IsGet(http.Request.Method)) return;
        reads.Add(() => actors.Of(http, reader.KeyId, reader.Scope), reader.KeyId, entry.Path.AppId, entry.Id, via);
    }
}
