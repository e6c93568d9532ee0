using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>The state of an upload over all its attempts: whether its body was sent completely, and what went wrong on the side of the
/// caller.</summary>
internal sealed class UploadBody(UploadSource source, IProgress<UploadProgress>? progress, TimeProvider clock)
{
    // Above 1 MiB the client sends Expect: 100-continue, as curl does. The server can then refuse the upload before any byte of the file is sent.
    private const long AskFirst = 1 << 20;

    public UploadSource Source => source;

    public IProgress<UploadProgress>? Progress => progress;

    public TimeProvider Clock => clock;

    /// <summary>The part of the file to append to a resumable upload; <c>null</c> for a form with the whole file.</summary>
    public UploadRange? Range { get; init; }

    /// <summary>Number of bytes of the file that all attempts passed to the network.</summary>
    public long Sent { get; set; }

    /// <summary>Whether the last attempt began to send the file.</summary>
    public bool IsStarted { get; set; }

    /// <summary>Whether the last attempt sent the whole file or range, so that the server may have stored it.</summary>
    public bool IsSentWhole { get; set; }

    /// <summary>The exception of the source or of the progress handler. It goes to the caller unchanged and is never retried.</summary>
    public Exception? Fault { get; set; }

    public void PutInto(HttpRequestMessage request, SendState state, Deadline deadline)
    {
        (IsStarted, IsSentWhole, Fault) = (false, false, null);
        try
        {
            var content = Range is { } range
                ? UploadContent.Part(this, range, state, deadline)
                : UploadContent.Form(this, source.Open(), state, deadline);
            request.Content = content;
            request.Headers.ExpectContinue = content.Headers.ContentLength is null or > AskFirst;
        }
        catch (Exception e) when (e is not SourceConsumedException)
        {
            Fault = e;
            throw;
        }
    }
}
