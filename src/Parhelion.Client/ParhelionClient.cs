using Parhelion.Client.Wire;

namespace Parhelion.Client;

/// <summary>A client for Parhelion and for Sunshine Conversations. Safe to use from many threads; make one and keep it.
/// Every method that calls the server throws <see cref="ParhelionException"/> when the call does not succeed,
/// <see cref="ArgumentException"/> before anything is sent when an argument cannot be right, and
/// <see cref="OperationCanceledException"/> when its token is cancelled.</summary>
/// <example><code>
/// using var client = new ParhelionClient(new ParhelionClientOptions { Credentials = ParhelionCredentials.Basic(keyId, secret) });
/// var attachment = await client.Attachments.UploadAttachmentAsync(appId, "public", UploadSource.FromFile("picture.png"));
/// </code></example>
public class ParhelionClient : IDisposable
{
    private readonly HttpClient? owned;

    /// <summary>A client with connections of its own.</summary>
    /// <param name="options">Copied: what is changed later has no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message says which one, and why.</exception>
    public ParhelionClient(ParhelionClientOptions options) : this(HttpConnections.CreateClient(), options, ownsHttp: true)
    {
    }

    /// <summary>A client on an <see cref="HttpClient"/> of the caller, who disposes it. <c>AddParhelionClient</c> uses this one.</summary>
    /// <param name="http">Should have an infinite <see cref="HttpClient.Timeout"/> (the client has time limits of its own), and follow no
    /// redirects, so that credentials stay with the host they are for.</param>
    /// <param name="options">Copied: what is changed later has no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message says which one, and why.</exception>
    public ParhelionClient(HttpClient http, ParhelionClientOptions options) : this(http, options, ownsHttp: false)
    {
    }

    /// <summary>For mocking: a client without a server. Override what the test needs.</summary>
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

    /// <summary>Upload, download and removal of files, and the receipts of what was deleted.</summary>
    public virtual AttachmentsClient Attachments { get; }

    /// <summary>Apps.</summary>
    public virtual AppsClient Apps { get; }

    /// <summary>Keys of apps.</summary>
    public virtual KeysClient Keys { get; }

    /// <summary>Users.</summary>
    public virtual UsersClient Users { get; }

    /// <summary>Conversations, and activity in them.</summary>
    public virtual ConversationsClient Conversations { get; }

    /// <summary>Who takes part in conversations.</summary>
    public virtual ParticipantsClient Participants { get; }

    /// <summary>Messages.</summary>
    public virtual MessagesClient Messages { get; }

    /// <summary>Custom integrations and their keys.</summary>
    public virtual IntegrationsClient Integrations { get; }

    /// <summary>The webhooks of integrations.</summary>
    public virtual WebhooksClient Webhooks { get; }

    /// <summary>Closes the connections that the client opened itself.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connections that the client opened itself.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) owned?.Dispose();
    }
}
