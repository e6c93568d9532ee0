using System.Text.Json;
using Parhelion.Server.Tests;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Sdk.Tests;

/// <summary>Answers of all operations against schemas: those of our own OpenAPI document, and those of the API of Sunshine Conversations. Of the latter the repository
/// has the facts (names and types of fields) in <c>contract.txt</c>. With <c>PARHELION_SPECIFICATION</c>, the path of its OpenAPI file, the answers are validated by
/// that file, too, and <c>contract.txt</c> is compared with it.</summary>
public sealed class ConformanceTests(ConformanceTests.Walked walked) : IClassFixture<ConformanceTests.Walked>
{
    // Operations without a successful answer in JSON: no user has devices, and the bodies of resumable uploads are no JSON or need one begun by their protocols.
    private static readonly string[] Silent = ["AppendToUpload", "DeleteUpload", "GetDevice", "GetUpload", "GetUploadOffset"];

    /// <summary>Operations that Sunshine Conversations does not document.</summary>
    internal static readonly string[] OwnOperations =
    [
        "AppendToUpload", "ChangeSimulatedClient", "CreateAccountKey", "CreateAttachmentLink", "CreateUploadLink", "DeleteAccountKey", "DeleteUpload", "FinishSimulatedDelivery", "GenerateMediaJsonWebToken",
        "GetAccountKey", "GetAttachment", "GetUpload", "GetUploadOffset", "GetUsage", "ListAccountKeys", "ListAttachments", "ListAuditEntries", "ListConversionEvents", "ListReceipts",
        "ListSimulatedDeliveries", "PostSimulatedActivity", "PostSimulatedPostback", "SetCookie", "SetCookieByPost", "WriteSimulatedMessage",
    ];

    // Fields of documented answers that Sunshine Conversations does not document.
    private static readonly string[] OwnFields =
    [
        "appSettings.attachmentsAccess", "appSettings.attachmentsExtensions", "appSettings.attachmentsMaxBytes", "appSettings.attachmentsQuotaBytes", "appSettings.attachmentsQuotaCount",
        "appSettings.attachmentsStripMetadata", "appSettings.attachmentsTokenExpirationSeconds",
    ];

    // Sunshine Conversations sends the browser to another page, which is not described.
    private const string PageOfOurs = "Authorize 200: this status is not described";

    // The types of events that the walk causes.
    private static readonly string[] Events =
    [
        "client:add", "client:remove", "client:update", "conversation:create", "conversation:join", "conversation:leave", "conversation:message",
        "conversation:message:delivery:channel", "conversation:message:delivery:failure", "conversation:message:delivery:user", "conversation:postback", "conversation:read", "conversation:remove", "conversation:typing",
        "switchboard:acceptControl", "switchboard:acceptControl:failure", "switchboard:offerControl", "switchboard:offerControl:failure", "switchboard:passControl",
        "switchboard:passControl:failure", "switchboard:releaseControl", "user:merge", "user:remove",
    ];

    // Fields of events that the specification does not have: an author is shown in events as in the message itself.
    private static readonly string[] OwnEventFields =
        ["conversation:message payload.message.author.displayName", "conversation:message payload.message.author.subtypes"];

    private static readonly string Contract = Path.Combine(Repository.Root, "tests", "Parhelion.Sdk.Tests", "contract.txt");

    [Fact]
    public async Task Every_operation_answers_as_our_document_describes()
    {
        var (faults, called) = await ValidateAsync(walked.Document);

        Assert.Empty(faults);
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(walked.Document, TestContext.Current.CancellationToken));
        Assert.Equal(Silent, OperationsOf(document).Except(called, StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Our_document_has_the_fields_of_the_contract_and_no_others()
    {
        var theirs = Facts.Parse(await File.ReadAllTextAsync(Contract, TestContext.Current.CancellationToken));
        var ours = Facts.Parse(await NpmTool.NodeAsync("contract.js", "facts", walked.Document));

        var faults = ours.CompareTo(theirs).ToList();

        // The facts have the fields of custom integrations; the document has those of all types in one schema.
        string[] ofChannels = ["integration.prechatCapture is object, not prechatCapture", "integration.signingKey is unknown"];
        Assert.Equal(OwnFields.Select(field => $"{field} is unknown").Concat(ofChannels).Order(StringComparer.Ordinal), faults.Order(StringComparer.Ordinal));
        Assert.True(ours.Operations.Intersect(theirs.Operations, StringComparer.Ordinal).Count() > 50, "The operations were not compared.");
    }

    [Fact]
    public async Task Every_operation_answers_as_the_specification_describes()
    {
        var (faults, called) = await ValidateAsync(Specification());

        Assert.DoesNotContain(faults, fault => !IsOwnField(fault) && fault != PageOfOurs && !fault.EndsWith(": no such operation", StringComparison.Ordinal));
        Assert.True(called.Count > 50, $"{called.Count} operations");
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(walked.Document, TestContext.Current.CancellationToken));
        var unknown = (await ValidateAsync(walked.Document)).Called.Except(called, StringComparer.Ordinal);
        Assert.Equal(OwnOperations.Except(Silent, StringComparer.Ordinal), unknown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_event_is_as_the_specification_describes()
    {
        using var result = JsonDocument.Parse(await NpmTool.NodeAsync("contract.js", "validate", Specification(), walked.EventFile));

        Assert.Equal(OwnEventFields.Select(field => $"{field}: unknown"), result.RootElement.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()));
        Assert.Superset(Events.ToHashSet(StringComparer.Ordinal), result.RootElement.GetProperty("operations").EnumerateArray().Select(type => type.GetString()!).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Contract_has_the_facts_of_the_specification() =>
        Assert.Equal(await NpmTool.NodeAsync("contract.js", "facts", Specification()), await File.ReadAllTextAsync(Contract, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Fields_that_are_unknown_missing_or_of_another_type_would_be_seen()
    {
        var file = Path.Combine(Path.GetDirectoryName(walked.Exchanges)!, "faulty.json");
        var user = """{"user":{"id":"1","profile":{"locale":7},"metadata":{},"identities":[{"type":"email","value":"a@example.com","extra":1}]},"more":1}""";
        await File.WriteAllTextAsync(
            file,
            JsonSerializer.Serialize(new[]
            {
                new { method = "GET", path = "/v2/apps/1/users/2?brand=3", status = 200, type = "application/json", body = user },
                new { method = "GET", path = "/v2/apps/1/users/2", status = 200, type = "application/json", body = """{"user":{"id":"1","profile":{},"metadata":{}}}""" },
                new { method = "GET", path = "/v2/apps/1/users/2", status = 404, type = "text/html", body = "" },
                new { method = "GET", path = "/v2/apps/1/nothing", status = 200, type = "application/json", body = "{}" },
            }),
            TestContext.Current.CancellationToken);

        using var result = JsonDocument.Parse(await NpmTool.NodeAsync("contract.js", "validate", walked.Document, file));

        Assert.Equal(
            [
                "GET /v2/apps/1/nothing: no such operation", "GetUser 404: the answer is text/html, not JSON", "GetUser more: unknown", "GetUser user.identities.extra: unknown",
                "GetUser user.identities: missing", "GetUser user.profile.locale: must be null,string", "GetUser: the query parameter brand is not described",
            ],
            result.RootElement.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()!).Order(StringComparer.Ordinal));
    }

    /// <summary>The ids of all operations of an OpenAPI document.</summary>
    internal static IEnumerable<string> OperationsOf(JsonDocument document) => document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
        .Where(operation => operation.Value.ValueKind == JsonValueKind.Object).Select(operation => operation.Value.GetProperty("operationId").GetString()!);

    private static bool IsOwnField(string fault) => OwnFields.Any(field => fault.EndsWith($".{field.Split('.')[^1]}: unknown", StringComparison.Ordinal));

    private static string Specification()
    {
        var path = Environment.GetEnvironmentVariable("PARHELION_SPECIFICATION");
        Assert.SkipWhen(string.IsNullOrEmpty(path), "PARHELION_SPECIFICATION does not name the OpenAPI file of Sunshine Conversations.");
        return path!;
    }

    private async Task<(List<string> Faults, List<string> Called)> ValidateAsync(string document)
    {
        using var result = JsonDocument.Parse(await NpmTool.NodeAsync("contract.js", "validate", document, walked.Exchanges));
        List<string> Texts(string name) => [.. result.RootElement.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
        return (Texts("faults"), Texts("operations"));
    }

    /// <summary>The answers of one walk through all operations, and the document of the same server.</summary>
    public sealed class Walked : IAsyncLifetime
    {
        private readonly string directory = Directory.CreateTempSubdirectory("parhelion-conformance-").FullName;

        public string Document => Path.Combine(directory, "v2.json");

        public string Exchanges => Path.Combine(directory, "exchanges.json");

        public string EventFile => Path.Combine(directory, "events.json");

        public async ValueTask InitializeAsync()
        {
            await using var sink = await EventSink.StartAsync();
            await using var server = await ParhelionServer.StartAsync(
                options =>
                {
                    Consent.Register(options);
                    options.Settings["Webhooks:AllowPrivateTargets"] = "true";
                },
                TestContext.Current.CancellationToken);
            using var walk = new ApiWalk(server, sink.Url);
            await walk.RunAsync();
            var events = (await sink.WaitAsync(Events)).Select(happened => new { @event = EventSink.TypeOf(happened), body = happened.GetRawText() });
            await File.WriteAllTextAsync(EventFile, JsonSerializer.Serialize(events), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Exchanges, walk.Json, TestContext.Current.CancellationToken);
            using var client = server.CreateAnonymousClient();
            client.BaseAddress = Listening.UrlOf(server);
            await File.WriteAllBytesAsync(Document, await client.GetByteArrayAsync("/openapi/v2.json", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(directory, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
