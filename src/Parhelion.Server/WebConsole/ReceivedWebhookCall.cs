namespace Parhelion.Server.WebConsole;

/// <summary>A webhook call that <see cref="WebhookTestReceiver"/> has received.</summary>
/// <param name="Number">The number of the call. Later calls have greater numbers.</param>
/// <param name="At">When the call arrived.</param>
/// <param name="Status">The status with which the receiver answered.</param>
/// <param name="Headers">The header fields of the call, one on each line, without the secret of the webhook.</param>
/// <param name="Body">The beginning of the body, at most 16 KiB.</param>
/// <param name="Length">Length of the whole body in bytes.</param>
public sealed record ReceivedWebhookCall(long Number, DateTimeOffset At, int Status, string Headers, string Body, long Length)
{
    // Of the objects.
    private const int FixedBytes = 256;

    /// <summary>About how much memory this takes.</summary>
    public int Bytes => FixedBytes + (sizeof(char) * (Headers.Length + Body.Length));
}
