namespace Parhelion;

/// <summary>Captures the HTTP responses of the calls that are made until it is disposed, for their status, headers and request id. It works for
/// every operation, also for lists.</summary>
/// <remarks>It sees the calls of the current asynchronous flow and of what that starts. Of several attempts and pages it keeps the last.</remarks>
/// <example><code>
/// using var capture = ResponseCapture.Start();
/// var app = await client.Apps.GetAppAsync(appId);
/// Console.WriteLine($"{capture.Response!.Status} {capture.Response.RequestId}");
/// </code></example>
public sealed class ResponseCapture : IDisposable
{
    private static readonly AsyncLocal<ResponseCapture?> Current = new();

    private readonly ResponseCapture? outer;
    private volatile ParhelionResponse? response;

    private ResponseCapture(ResponseCapture? outer) => this.outer = outer;

    /// <summary>The last response; <c>null</c> as long as there was none.</summary>
    public ParhelionResponse? Response => response;

    /// <summary>Starts to capture. Captures may be nested; each of them sees the responses.</summary>
    public static ResponseCapture Start() => Current.Value = new ResponseCapture(Current.Value);

    /// <summary>Ends the capture. <see cref="Response"/> stays readable.</summary>
    public void Dispose()
    {
        if (Current.Value == this) Current.Value = outer;
    }

    internal static void Report(HttpResponseMessage message)
    {
        if (Current.Value is not { } innermost) return;
        var seen = new ParhelionResponse((int)message.StatusCode, message.Headers);
        for (ResponseCapture? capture = innermost; capture is not null; capture = capture.outer) capture.response = seen;
    }
}
