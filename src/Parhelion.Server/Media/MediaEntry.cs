using System.Globalization;
using Microsoft.Extensions.Primitives;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;

namespace Parhelion.Server.Media;

/// <summary>The data of an attachment that the server caches in order to serve its file. The data are the media path, the size, and the response headers, which
/// are built once.</summary>
internal sealed class MediaEntry
{
    // How long the bytes of a response that was sent, or the invalidation of another node, may be on their way.
    private const long LatelyMilliseconds = 5000;

    // Every response of a hot file reads this object, so it is written to rarely.
    private const long NoteMilliseconds = 500;

    private int reads;
    private long second;
    private long sent;

    public MediaEntry(AttachmentRow row, SafeMediaPolicy policy)
    {
        Key = row.Key;
        Id = row.Id;
        Path = row.Path;
        Size = row.Size;
        IsPrivate = row.IsPrivate;
        // HTTP dates have whole seconds.
        Modified = DateTimeOffset.FromUnixTimeSeconds(row.CreatedAt.ToUnixTimeSeconds());
        // The content at a media URL never changes, so the token is as strong an ETag as a hash.
        Etag = $"\"{row.Key}\"";
        EtagHeader = Etag;
        ModifiedHeader = Modified.ToString("r", CultureInfo.InvariantCulture);
        ContentType = SafeMediaPolicy.ContentTypeOf(row.MediaType, row.Charset);
        ContentDisposition = Core.Serving.ContentDisposition.Format(!policy.IsInline(row.MediaType), FileName.Parse(row.FileName));
        var tags = row.ConversationId is null ? $"{row.Key},app-{row.AppId}" : $"{row.Key},app-{row.AppId},conversation-{row.ConversationId}";
        CacheTag = tags;
        if (policy.HasSurrogateKeys) SurrogateKey = tags.Replace(',', ' ');
    }

    public BlobKey Key { get; }

    /// <summary>Id of the attachment, for the audit log.</summary>
    public string Id { get; }

    public MediaPath Path { get; }

    public long Size { get; }

    /// <summary>Whether <see cref="PrivateMediaAuthorization"/> must authorize each request for the file.</summary>
    public bool IsPrivate { get; }

    public DateTimeOffset Modified { get; }

    public string Etag { get; }

    public StringValues EtagHeader { get; }

    public StringValues ModifiedHeader { get; }

    public StringValues ContentType { get; }

    public StringValues ContentDisposition { get; }

    public StringValues CacheTag { get; }

    /// <summary>The tags of <see cref="CacheTag"/> in the format of Fastly; empty when no Fastly service is purged.</summary>
    public StringValues SurrogateKey { get; }

    /// <summary>Whether a response for this attachment began within about the last 5 seconds, so that caches may not have stored it yet.</summary>
    public bool WasSentLately => Environment.TickCount64 - Volatile.Read(ref sent) < LatelyMilliseconds + NoteMilliseconds;

    /// <summary>Notes that a response for this attachment begins.</summary>
    public void NoteSent()
    {
        var now = Environment.TickCount64;
        if (now - Volatile.Read(ref sent) > NoteMilliseconds) Volatile.Write(ref sent, now);
    }

    /// <summary>Counts a read of the whole file. Returns the number of reads in this second, roughly: the count is not synchronized and need not
    /// be.</summary>
    public int CountRead()
    {
        var now = Environment.TickCount64 >> 10;
        if (second != now) (second, reads) = (now, 0);
        return ++reads;
    }
}
