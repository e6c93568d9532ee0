using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Sdk.Tests;

/// <summary>An official JavaScript SDK, run by Node against a server, with nothing changed but its host.</summary>
internal sealed class Sdk(ParhelionServer server, string version)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Parhelion.Sdk.Tests", "npm");

    private string prefix = "";
    private string username = server.AppKeyId;
    private string password = server.AppKeySecret;
    private string? accessToken;

    public static TheoryData<string> Versions { get; } = new("sdk-9", "sdk-12", "sdk-14");

    public Sdk WithPrefix(string path)
    {
        prefix = path;
        return this;
    }

    public Sdk WithBasic(string keyId, string secret)
    {
        (username, password) = (keyId, secret);
        return this;
    }

    public Sdk WithJwt(string keyId, string secret, string scope, TimeSpan life)
    {
        var header = Encode(JsonSerializer.Serialize(new { alg = "HS256", typ = "JWT", kid = keyId }));
        var payload = Encode(JsonSerializer.Serialize(new { scope, exp = DateTimeOffset.UtcNow.Add(life).ToUnixTimeSeconds() }));
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes($"{header}.{payload}"));
        accessToken = $"{header}.{payload}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}";
        return this;
    }

    public Task<Result> UploadAsync(string file, object? options = null) =>
        CallAsync("AttachmentsApi", "uploadAttachment", server.AppId, "public", new Dictionary<string, string> { ["$file"] = file }, options ?? new { });

    public Task<Result> RemoveAsync(string mediaUrl) => CallAsync("AttachmentsApi", "deleteAttachment", server.AppId, new { mediaUrl });

    public async Task<Result> CallAsync(string api, string method, params object[] args)
    {
        var walk = new Walk();
        var step = walk.Call(api, method, args);
        return (await RunAsync(walk))[step];
    }

    /// <summary>Makes the calls of a walk.</summary>
    /// <param name="walk">The walk.</param>
    /// <param name="exchanges">The file that gets all requests and responses, as <c>contract.js</c> reads them; <c>null</c>: none.</param>
    public async Task<Results> RunAsync(Walk walk, string? exchanges = null)
    {
        Engines.Require("node");
        Assert.True(Directory.Exists(Path.Combine(Folder, "node_modules", version)), $"{version} is not installed; eng/engines.sh installs it.");
        var task = new { sdk = version, basePath = server.Url.GetLeftPart(UriPartial.Authority) + prefix, username, password, accessToken, calls = walk.Calls, exchanges };
        using var node = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { "call.js", JsonSerializer.Serialize(task) },
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (exitCode, output, errors) = await node.ReadToEndAsync();
        Assert.True(exitCode == 0, errors);
        return new Results(JsonSerializer.Deserialize<JsonElement>(output));
    }

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}

/// <summary>What an SDK gave its caller for each call of a walk.</summary>
internal sealed record Results(JsonElement Json)
{
    public Result this[Step step] => new(Json[step.Index]);
}

/// <summary>What an SDK gave its caller.</summary>
internal sealed record Result(JsonElement Json)
{
    public bool IsOk => Json.GetProperty("ok").GetBoolean();

    public JsonElement Data => IsOk ? Json.GetProperty("data") : throw new InvalidOperationException(Json.ToString());

    public string MediaUrl => Data.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;

    /// <summary>Status, code and title of a refusal, as the SDK shows them to its caller.</summary>
    public (int Status, string Code, string Title) Error
    {
        get
        {
            Assert.True(!IsOk && Json.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number, Json.ToString());
            var error = Json.GetProperty("body").GetProperty("errors")[0];
            return (Json.GetProperty("status").GetInt32(), error.GetProperty("code").GetString()!, error.GetProperty("title").GetString()!);
        }
    }
}
