using Parhelion.Client.Wire;

namespace Parhelion.Client;

/// <summary>A client for the HTTP API of Parhelion and of Sunshine Conversations. It is thread-safe: create one instance and reuse it.</summary>
/// <remarks>Every method that calls the server throws <see cref="ParhelionException"/> if the call fails; its documentation lists the HTTP
/// statuses to expect. It throws <see cref="ArgumentException"/>, before it sends anything, if an argument is invalid, and
/// <see cref="OperationCanceledException"/> if its token is cancelled.</remarks>
/// <example><code>
/// using var client = new ParhelionClient(new ParhelionClientOptions { Credentials = ParhelionCredentials.Basic(keyId, secret) });
/// var attachment = await client.Attachments.UploadAttachmentAsync(appId, "public", UploadSource.FromFile("picture.png"));
/// </code></example>
public class ParhelionClient : IDisposable
{
    private readonly HttpClient? owned;

    /// <summary>Creates a client that opens its own connections.</summary>
    /// <param name="options">The options. The client copies them, so later changes have no effect.</param>
    /// <exception cref="ArgumentException">An option is invalid. The message names it and gives the reason.</exception>
    public ParhelionClient(ParhelionClientOptions options) : this(HttpConnections.CreateClient(), options, ownsHttp: true)
    {
    }

    /// <summary>Creates a client that uses the caller's <see cref="HttpClient"/>. The caller disposes the <see cref="HttpClient"/>.
    /// <c>AddParhelionClient</c> uses this constructor.</summary>
    /// <param name="http">Should have an infinite <see cref="HttpClient.Timeout"/>, because this client has its own time limits. Should not
    /// follow redirects, so that credentials are sent only to the host that they belong to.</param>
    /// <param name="options">The options. The client copies them, so later changes have no effect.</param>
    /// <exception cref="ArgumentException">An option is invalid. The message names it and gives the reason.</exception>
    public ParhelionClient(HttpClient http, ParhelionClientOptions options) : this(http, options, ownsHttp: false)
    {
    }

    /// <summary>Creates a client without a server, for mocking. Override the members that the test needs.</summary>
    protected ParhelionClient()
    {
        Attachments = null!;
        Apps = null!;
        Keys = null!;
        Users = null!;
        Conversations = null!;
        Participants = null!;
        Messages = null!;
        Integrations = null!;
        Webhooks = null!;
    }

    private ParhelionClient(HttpClient http, ParhelionClientOptions options, bool ownsHttp)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        if (ownsHttp) owned = http;
        var transport = new Transport(http, ClientSettings.From(options));
        Attachments = new AttachmentsClient(transport);
        Apps = new AppsClient(transport);
        Keys = new KeysClient(transport);
        Users = new UsersClient(transport);
        Conversations = new ConversationsClient(transport);
        Participants = new ParticipantsClient(transport);
        Messages = new MessagesClient(transport);
        Integrations = new IntegrationsClient(transport);
        Webhooks = new WebhooksClient(transport);
    }

    /// <summary>Uploads, downloads and removes attachments, and lists the receipts of deleted ones.</summary>
    public virtual AttachmentsClient Attachments { get; }

    /// <summary>Creates, reads, updates and deletes apps.</summary>
    public virtual AppsClient Apps { get; }

    /// <summary>Creates, reads and deletes the keys of apps.</summary>
    public virtual KeysClient Keys { get; }

    /// <summary>Creates, reads, updates and deletes users.</summary>
    public virtual UsersClient Users { get; }

    /// <summary>Creates, reads, updates and deletes conversations, and posts activity in them.</summary>
    public virtual ConversationsClient Conversations { get; }

    /// <summary>Adds, lists and removes the participants of conversations.</summary>
    public virtual ParticipantsClient Participants { get; }

    /// <summary>Posts, lists and deletes messages.</summary>
    public virtual MessagesClient Messages { get; }

    /// <summary>Creates, reads, updates and deletes custom integrations and their keys.</summary>
    public virtual IntegrationsClient Integrations { get; }

    /// <summary>Creates, reads, updates and deletes the webhooks of integrations.</summary>
    public virtual WebhooksClient Webhooks { get; }

    /// <summary>Closes the connections that this client opened. An <see cref="HttpClient"/> of the caller stays open.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connections that this client opened. An <see cref="HttpClient"/> of the caller stays open.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) owned?.Dispose();
    }
}
