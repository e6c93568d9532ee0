using System.Net;

namespace Parhelion.Client.Tests;

/// <summary>Answers attempt after attempt as a test says, without a network; the last answer again and again. Completes at once, so that a
/// call has come to its next wait when it returns.</summary>
internal sealed class ScriptedHandler(params Func<HttpRequestMessage, HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private readonly List<byte[]> bodies = [];

    public int Attempts => bodies.Count;

    public IReadOnlyList<byte[]> Bodies => bodies;

    /// <summary>Answers with a status. Without a body it is that of the API: <c>{}</c>, or an error.</summary>
    public static Func<HttpRequestMessage, HttpResponseMessage> Says(int status, string? body = null, string? retryAfter = null) => _ =>
    {
        body ??= status < 400 ? "{}" : """{"errors":[{"code":"refused","title":"Refused"}]}""";
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        if (retryAfter is not null) response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return response;
    };

    public static Func<HttpRequestMessage, HttpResponseMessage> Fails(HttpRequestError error) => _ => throw new HttpRequestException(error, "broken");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        if (request.Content is not null) await request.Content.CopyToAsync(body, cancellationToken);
        bodies.Add(body.ToArray());
        return answers[Math.Min(bodies.Count, answers.Length) - 1](request);
    }
}
