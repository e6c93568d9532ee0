using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Parhelion.Server.Tests.Webhooks;

/// <summary>Somebody whom a webhook calls.</summary>
internal sealed class Receiver : Recorder<Call>
{
    public string Url => new Uri(Address, "/hook").AbsoluteUri;

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        await receiver.StartListeningAsync();
        return receiver;
    }

    protected override async Task<Call> ReadAsync(HttpRequest request) => new(
        request.Path, request.Headers["X-API-Key"].ToString(), request.ContentType ?? "", await JsonSerializer.DeserializeAsync<JsonElement>(request.Body));
}

/// <summary>One call of a webhook.</summary>
internal sealed record Call(string Path, string Secret, string ContentType, JsonElement Body)
{
    public JsonElement Event => Body.GetProperty("events")[0];

    public string Type => Event.GetProperty("type").GetString()!;

    public string EventId => Event.GetProperty("id").GetString()!;

    public JsonElement Payload => Event.GetProperty("payload");

    /// <summary>The text of the message that it tells of.</summary>
    public string? Text => Payload.GetProperty("message").GetProperty("content").GetProperty("text").GetString();
}
