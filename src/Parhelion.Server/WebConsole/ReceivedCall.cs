namespace Parhelion.Server.WebConsole;

/// <summary>A call that the receiver for trying webhooks has got.</summary>
/// <param name="Number">Later calls have greater numbers.</param>
/// <param name="At">When it came.</param>
/// <param name="Status">Status of the answer.</param>
/// <param name="Headers">Its header fields, one in a line, without the secret of the webhook.</param>
/// <param name="Body">The beginning of its body, at most 16 KiB.</param>
/// <param name="Length">Length of the whole body in bytes.</param>
public sealed record ReceivedCall(long Number, DateTimeOffset At, int Status, string Headers, string Body, long Length)
{
    // Of the objects.
    private const int FixedBytes = 256;

    /// <summary>About how much memory this takes.</summary>
    public int Bytes => FixedBytes + (sizeof(char) * (Headers.Length + Body.Length));
}
