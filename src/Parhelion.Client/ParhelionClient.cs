using System.Text.Json;
using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>A client for the HTTP API of Parhelion and of Sunshine Conversations. It is thread-safe: create one instance and reuse it.</summary>
/// <remarks>Every method that calls the server throws <see cref="ParhelionException"/> if the call fails; its documentation lists the HTTP
/// statuses to expect. It throws <see cref="ArgumentException"/>, before it sends anything, if an argument is invalid, and
/// <see cref="OperationCanceledException"/> if its token is cancelled.</remarks>
/// <example><code>
/// using var client = new ParhelionClient("https://example.zendesk.com/sc", keyId, secret);
/// var attachment = await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Public, "picture.png");
/// </code></example>
public class ParhelionClient : IDisposable
{
    private readonly HttpClient? owned;
    private readonly Transport transport = null!;

    /// <summary>Creates a client with a key, which it sends as Basic credentials.</summary>
    /// <param name="host">Base URL of the API, such as <c>https://example.zendesk.com/sc</c>; see <see cref="ParhelionClientOptions.Host"/>.</param>
    /// <param name="keyId">Id of the key, <c>app_…</c>, <c>act_…</c>, <c>svc_…</c> or <c>int_…</c>.</param>
    /// <param name="secret">Secret of the key.</param>
    /// <exception cref="ArgumentException">An argument is invalid. The message names it and gives the reason.</exception>
    public ParhelionClient(string host, string keyId, string secret)
        : this(new ParhelionClientOptions { Host = ClientSettings.ParseHost(host), Credentials = ParhelionCredentials.Basic(keyId, secret) })
    {
    }

    /// <inheritdoc cref="ParhelionClient(string, string, string)" />
    public ParhelionClient(Uri host, string keyId, string secret) : this(host, ParhelionCredentials.Basic(keyId, secret))
    {
    }

    /// <summary>Creates a client with the default options.</summary>
    /// <param name="host">Base URL of the API; see <see cref="ParhelionClientOptions.Host"/>.</param>
    /// <param name="credentials">The credentials that the client sends.</param>
    /// <exception cref="ArgumentException">An argument is invalid. The message names it and gives the reason.</exception>
    public ParhelionClient(Uri host, ParhelionCredentials credentials) : this(new ParhelionClientOptions { Host = host, Credentials = credentials })
    {
    }

    /// <summary>Creates a client that opens its own connections.</summary>
    /// <param name="options">The options. The client copies them, so later changes have no effect.</param>
    /// <exception cref="ArgumentException">An option is invalid. The message names it and gives the reason.</exception>
    public ParhelionClient(ParhelionClientOptions options) : this(HttpConnections.CreateClient(), ClientSettings.From(options), ownsHttp: true, countsSends: true)
    {
    }

    /// <summary>Creates a client that uses the caller's <see cref="HttpClient"/>. The caller disposes the <see cref="HttpClient"/>.
    /// <c>AddParhelionClient</c> uses this constructor.</summary>
    /// <param name="http">Should have an infinite <see cref="HttpClient.Timeout"/>, because this client has its own time limits. Should not
    /// follow redirects, so that credentials are sent only to the host that they belong to.</param>
    /// <param name="options">The options. The client copies them, so later changes have no effect.</param>
    /// <exception cref="ArgumentException">An option is invalid. The message names it and gives the reason.</exception>
    public ParhelionClient(HttpClient http, ParhelionClientOptions options) : this(http, ClientSettings.From(options), ownsHttp: false, countsSends: false)
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
        Switchboards = null!;
        Clients = null!;
        ConversionEvents = null!;
        Simulator = null!;
    }

    /// <summary>Creates a client from settings.</summary>
    /// <param name="http">Sends the requests.</param>
    /// <param name="settings">The validated options.</param>
    /// <param name="ownsHttp">Whether <see cref="Dispose()"/> disposes <paramref name="http"/>.</param>
    /// <param name="countsSends">Whether <paramref name="http"/> has a <see cref="SendCounter"/>.</param>
    internal ParhelionClient(HttpClient http, ClientSettings settings, bool ownsHttp, bool countsSends)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (ownsHttp) owned = http;
        transport = new Transport(http, settings, countsSends);
        Attachments = new AttachmentsClient(transport);
        Apps = new AppsClient(transport);
        Keys = new KeysClient(transport);
        Users = new UsersClient(transport);
        Conversations = new ConversationsClient(transport);
        Participants = new ParticipantsClient(transport);
        Messages = new MessagesClient(transport);
        Integrations = new IntegrationsClient(transport);
        Webhooks = new WebhooksClient(transport);
        Switchboards = new SwitchboardsClient(transport);
        Clients = new ClientsClient(transport);
        ConversionEvents = new ConversionEventsClient(transport);
        Simulator = new SimulatorClient(transport);
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

    /// <summary>Creates, reads, updates and deletes the switchboards of apps and their switchboard integrations.</summary>
    public virtual SwitchboardsClient Switchboards { get; }

    /// <summary>Links users to channels, lists and removes their clients, and lists their devices.</summary>
    public virtual ClientsClient Clients { get; }

    /// <summary>Posts and lists the conversion events of conversations.</summary>
    public virtual ConversionEventsClient ConversionEvents { get; }

    /// <summary>Does what users and channels do, in tests. An extension of Parhelion.</summary>
    public virtual SimulatorClient Simulator { get; }

    /// <summary>Makes a call that this client has no method for, with the credentials, time limits and retries of all calls.</summary>
    /// <param name="method">HTTP method. Only calls that are idempotent by HTTP are repeated after a response was lost: not <c>POST</c> and
    /// <c>PATCH</c>.</param>
    /// <param name="path">Path below the host, with its query, such as <c>/v2/apps/{appId}/attachments/usage</c>. Percent-encode the values in
    /// it.</param>
    /// <param name="body">The JSON body. Optional.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The JSON of the response.</returns>
    /// <exception cref="ParhelionException">The call failed, or the response is not JSON.</exception>
    /// <exception cref="ArgumentException">The path does not begin with <c>/v2/</c>, or has a segment <c>..</c>.</exception>
    public virtual Task<JsonElement> CallAsync(HttpMethod method, string path, JsonElement? body = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var call = transport.RawCall(method, path) with { IsIdempotent = method != HttpMethod.Post && method != HttpMethod.Patch };
        if (body is { } json) call = call with { Json = JsonSerializer.SerializeToUtf8Bytes(json, ProtocolJson.Default.JsonElement) };
        return transport.SendAsync(call, ProtocolJson.Default.JsonElement, cancellationToken);
    }

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
