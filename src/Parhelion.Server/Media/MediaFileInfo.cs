using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Primitives;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;

namespace Parhelion.Server.Media;

/// <summary>Holds what the server needs to send the file of an attachment or a rendition: media path, size and response headers. The server caches this object,
/// so that the response headers are built only once.</summary>
internal sealed class MediaFileInfo
{
    // How long the bytes of a response that was sent, or the invalidation of another node, may be on their way.
    private const long LatelyMilliseconds = 5000;

    // Every response of a hot file reads this object, so it is written to rarely.
    private const long NoteMilliseconds = 500;

    // How long a store is trusted to have a rendition that it had. A store that lost one is asked again after that.
    private const long StoredMilliseconds = 60_000;

    // Made at the first request of a rendition, because most attachments have none or are never looked at.
    private ConcurrentDictionary<RenditionId, MediaFileInfo>? renditions;

    private int reads;
    private long second;
    private long sent;
    private long stored;

    public MediaFileInfo(AttachmentRow row, SafeMediaPolicy policy)
    {
        Key = row.Key;
        Id = row.Id;
        Path = row.Path;
        FileName = FileName.Parse(row.FileName);
        MediaType = row.MediaType;
        Size = row.Size;
        IsPrivate = row.IsPrivate;
        // HTTP dates have whole seconds.
        Modified = DateTimeOffset.FromUnixTimeSeconds(row.CreatedAt.ToUnixTimeSeconds());
        // The content at a media URL never changes, so the token is as strong an ETag as a hash.
        Etag = $"\"{row.Key}\"";
        EtagHeader = Etag;
        ModifiedHeader = Modified.ToString("r", CultureInfo.InvariantCulture);
        ContentType = SafeMediaPolicy.ContentTypeOf(row.MediaType, row.Charset);
        ContentDisposition = Core.Serving.ContentDisposition.Format(!policy.IsInline(row.MediaType), FileName);
        var tags = row.ConversationId is null ? $"{row.Key},app-{row.AppId}" : $"{row.Key},app-{row.AppId},conversation-{row.ConversationId}";
        CacheTag = tags;
        if (policy.HasSurrogateKeys) SurrogateKey = tags.Replace(',', ' ');
    }

    // A rendition: it has bytes of its own, and its attachment says who may read and keep them.
    private MediaFileInfo(MediaFileInfo original, RenditionRow row, SafeMediaPolicy policy)
    {
        Key = row.Key;
        Id = original.Id;
        Path = original.Path;
        Rendition = row.Id;
        FileName = row.Id.FileNameOf(original.FileName);
        MediaType = row.Id.MediaType;
        Size = row.Length;
        IsPrivate = original.IsPrivate;
        Modified = DateTimeOffset.FromUnixTimeSeconds(row.MadeAt!.Value.ToUnixTimeSeconds());
        Etag = $"\"{row.Key}\"";
        EtagHeader = Etag;
        ModifiedHeader = Modified.ToString("r", CultureInfo.InvariantCulture);
        ContentType = MediaType;
        ContentDisposition = Core.Serving.ContentDisposition.Format(!policy.IsInline(MediaType), FileName);
        CacheTag = original.CacheTag;
        SurrogateKey = original.SurrogateKey;
    }

    /// <summary>Key of the blob with the bytes to send.</summary>
    public BlobKey Key { get; }

    /// <summary>Id of the attachment, for the audit log.</summary>
    public string Id { get; }

    /// <summary>Path of the media URL, of a rendition that of its attachment.</summary>
    public MediaPath Path { get; }

    /// <summary>Which rendition this is; <c>null</c>: it is the attachment itself.</summary>
    public RenditionId? Rendition { get; }

    /// <summary>The name under which the file is saved.</summary>
    public FileName FileName { get; }

    public string MediaType { get; }

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

    /// <summary>Whether the store was asked within the last minute, and had all bytes.</summary>
    public bool WasStoredLately => Volatile.Read(ref stored) is not 0 and var at && Environment.TickCount64 - at < StoredMilliseconds;

    /// <summary>Notes that the store has all bytes.</summary>
    public void NoteStored() => Volatile.Write(ref stored, Environment.TickCount64);

    /// <summary>Notes that a response for this attachment begins.</summary>
    public void NoteSent()
    {
        var now = Environment.TickCount64;
        if (now - Volatile.Read(ref sent) > NoteMilliseconds) Volatile.Write(ref sent, now);
    }

    /// <summary>Renditions of this attachment that were requested since its row was read.</summary>
    public IEnumerable<MediaFileInfo> Renditions => Volatile.Read(ref renditions)?.Values ?? [];

    /// <summary>Returns a rendition that was requested before; otherwise <c>null</c>.</summary>
    public MediaFileInfo? FindRendition(RenditionId id) => Volatile.Read(ref renditions)?.GetValueOrDefault(id);

    /// <summary>Keeps a rendition as long as this object is cached. So it leaves the cache together with the attachment.</summary>
    public MediaFileInfo AddRendition(RenditionRow row, SafeMediaPolicy policy)
    {
        LazyInitializer.EnsureInitialized(ref renditions);
        return renditions[row.Id] = new MediaFileInfo(this, row, policy);
    }

    /// <summary>Drops a rendition whose bytes are missing.</summary>
    public void ForgetRendition(RenditionId id) => Volatile.Read(ref renditions)?.TryRemove(id, out _);

    /// <summary>Counts a read of the whole file. Returns the number of reads in this second, roughly: the count is not synchronized and need not
    /// be.</summary>
    public int CountRead()
    {
        var now = Environment.TickCount64 >> 10;
        if (second != now) (second, reads) = (now, 0);
        return ++reads;
    }
}
