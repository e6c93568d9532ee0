using System.Net;
using System.Net.Http.Headers;

namespace Parhelion;

/// <summary>Creates results of the client for unit tests: those that have no public constructor, and those with many required properties. Whatever
/// is not given has a plausible value.</summary>
public static class ParhelionModelFactory
{
    private const string SomeId = "66f0c1d2e3a4b5c6d7e8f901";

    private static readonly DateTimeOffset SomeTime = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Creates an uploaded file.</summary>
    public static Attachment Attachment(string mediaUrl = "https://files.example.net/a.png", string mediaType = "image/png") => new(mediaUrl, mediaType);

    /// <summary>Creates an upload link.</summary>
    public static UploadLink UploadLink(string url = "https://chat.example.net/uploads/token", DateTimeOffset? expiresAt = null, int maxUploads = 1) =>
        new(url, expiresAt ?? SomeTime, maxUploads);

    /// <summary>Creates an attachment with its properties, as lists show it.</summary>
    public static AttachmentDetails AttachmentDetails(
        string id = SomeId, string mediaUrl = "https://files.example.net/a.png", string mediaType = "image/png", string fileName = "a.png", long size = 70_000,
        DateTimeOffset? createdAt = null, AttachmentHolders? heldBy = null, int? width = null, int? height = null, double? duration = null,
        IReadOnlyDictionary<string, string>? renditions = null, ReadOnlyMemory<byte>? placeholder = null) => new()
        {
            Id = id,
            MediaUrl = mediaUrl,
            MediaType = mediaType,
            FileName = fileName,
            Size = size,
            Sha256 = new string('0', 64),
            Width = width,
            Height = height,
            Duration = duration,
            Renditions = renditions,
            Placeholder = placeholder,
            Access = "public",
            CreatedAt = createdAt ?? SomeTime,
            HeldBy = heldBy,
        };

    /// <summary>Creates an open download.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="mediaType">Media type of the file.</param>
    /// <param name="fileName">File name that the server sends. Optional.</param>
    /// <param name="eTag">Strong ETag with its quotes. Optional.</param>
    public static AttachmentDownload AttachmentDownload(byte[] content, string mediaType = "application/octet-stream", string? fileName = null, string? eTag = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        if (fileName is not null) body.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = fileName };
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = body };
        if (eTag is not null) response.Headers.ETag = EntityTagHeaderValue.Parse(eTag);
        return new AttachmentDownload(response, body.ReadAsStream());
    }

    /// <summary>Creates a list with one page, such as the client returns for operations that list.</summary>
    public static PagedList<T> PagedList<T>(params IReadOnlyList<T> items) =>
        new(null, (_, _) => Task.FromResult(new Page<T>(items, new PageMeta { HasMore = false })));

    /// <summary>Creates an app.</summary>
    public static App App(string id = SomeId, string displayName = "Shop", AppSettings? settings = null) =>
        new() { Id = id, DisplayName = displayName, Settings = settings };

    /// <summary>Creates a user.</summary>
    public static User User(string id = SomeId, string? externalId = null, Profile? profile = null, Metadata? metadata = null) =>
        new() { Id = id, ExternalId = externalId, SignedUpAt = SomeTime, Profile = profile ?? new Profile(), Metadata = metadata ?? new Metadata(), Identities = [] };

    /// <summary>Creates a conversation.</summary>
    public static Conversation Conversation(string id = SomeId, string type = ConversationTypes.Personal, string? displayName = null, Metadata? metadata = null) => new()
    {
        Id = id,
        Type = type,
        IsDefault = type == ConversationTypes.Personal,
        DisplayName = displayName,
        Metadata = metadata,
        LastUpdatedAt = SomeTime,
        CreatedAt = SomeTime,
    };

    /// <summary>Creates a participant.</summary>
    public static Participant Participant(string id = SomeId, string userId = SomeId, long unreadCount = 0) =>
        new() { Id = id, UserId = userId, UnreadCount = unreadCount, ClientAssociations = [] };

    /// <summary>Creates a message.</summary>
    public static Message Message(string id = SomeId, MessageContent? content = null, Author? author = null, DateTimeOffset? received = null, Metadata? metadata = null) => new()
    {
        Id = id,
        Received = received ?? SomeTime,
        Author = author ?? Author.OfBusiness(),
        Content = content ?? new TextContent { Text = "Hello" },
        Source = new MessageSource(MessageSource.Api),
        Metadata = metadata,
    };

    /// <summary>Creates a receipt of a deleted attachment.</summary>
    public static Receipt Receipt(string id = SomeId, string reason = ReceiptReasons.Removed, long size = 70_000, DateTimeOffset? requestedAt = null, DateTimeOffset? erasedAt = null) => new()
    {
        Id = id,
        MediaUrlHash = new string('0', 64),
        Size = size,
        Reason = reason,
        RequestedBy = $"app_{SomeId}",
        RequestedAt = requestedAt ?? SomeTime,
        ErasedAt = erasedAt,
    };

    /// <summary>Creates a custom integration.</summary>
    public static Integration Integration(string id = SomeId, string? displayName = null, params IReadOnlyList<Webhook> webhooks) =>
        new() { Id = id, Type = Parhelion.Integration.Custom, Status = "active", DisplayName = displayName, Webhooks = webhooks };

    /// <summary>Creates a webhook.</summary>
    public static Webhook Webhook(string id = SomeId, string target = "https://desk.example/hook", string secret = "secret", params IReadOnlyList<string> triggers) => new()
    {
        Id = id,
        Version = Parhelion.Webhook.CurrentVersion,
        Target = target,
        Triggers = triggers,
        Secret = secret,
        IncludeFullUser = false,
        IncludeFullSource = false,
    };
}
