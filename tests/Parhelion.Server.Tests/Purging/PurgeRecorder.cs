using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Parhelion.Server.Tests.Purging;

/// <summary>Stands in for a cache or the API of one.</summary>
internal sealed class PurgeRecorder : Recorder<RecordedCall>
{
    // Cloudflare's confirmation, which the others do not read.
    private PurgeRecorder() => Answer = (http, _) => http.Response.WriteAsync("""{"success":true}""");

    public string Url => Address.GetLeftPart(UriPartial.Authority);

    public string Host => Address.Authority;

    public static async Task<PurgeRecorder> StartAsync()
    {
        var recorder = new PurgeRecorder();
        await recorder.StartListeningAsync();
        return recorder;
    }

    protected override async Task<RecordedCall> ReadAsync(HttpRequest request)
    {
        using var body = new StreamReader(request.Body, Encoding.UTF8);
        // As it stood in the request, percent-encoding and all.
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new RecordedCall($"{request.Method} {target}", headers, await body.ReadToEndAsync());
    }
}

/// <summary>One call of a cache.</summary>
/// <param name="Line">Method and target.</param>
/// <param name="Headers">All header fields.</param>
/// <param name="Body">The body; empty when there was none.</param>
internal sealed record RecordedCall(string Line, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>A header field; empty when it is missing.</summary>
    public string Header(string name) => Headers.TryGetValue(name, out var value) ? value : "";
}
