using System.Globalization;
using Microsoft.Extensions.Primitives;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;

namespace Parhelion.Server.Media;

/// <summary>An attachment ready to be served: what its path must be, and its header fields, made once.</summary>
internal sealed class MediaEntry
{
    private int reads;
    private long second;

    public MediaEntry(AttachmentRow row, SafeMediaPolicy policy)
    {
        Key = row.Key;
        Path = row.Path;
        Size = row.Size;
        IsPrivate = row.IsPrivate;
        // Whole seconds, as HTTP dates have them.
        Modified = DateTimeOffset.FromUnixTimeSeconds(row.CreatedAt.ToUnixTimeSeconds());
        // Content at a media URL never changes: the token is as strong a tag as a hash.
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

    public MediaPath Path { get; }

    public long Size { get; }

    /// <summary>Whether it is given to those only whom <see cref="PrivateMediaAuthorization"/> admits.</summary>
    public bool IsPrivate { get; }

    public DateTimeOffset Modified { get; }

    public string Etag { get; }

    public StringValues EtagHeader { get; }

    public StringValues ModifiedHeader { get; }

    public StringValues ContentType { get; }

    public StringValues ContentDisposition { get; }

    public StringValues CacheTag { get; }

    /// <summary>The same tags as Fastly reads them; empty when no Fastly is told of deletions.</summary>
    public StringValues SurrogateKey { get; }

    /// <summary>Counts a read of the whole file; how many there were in this second. Not exact, and need not be.</summary>
    public int CountRead()
    {
        var now = Environment.TickCount64 >> 10;
        if (second != now) (second, reads) = (now, 0);
        return ++reads;
    }
}
