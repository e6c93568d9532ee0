using Parhelion.Client.Wire;

namespace Parhelion.Client;

/// <summary>The body of an upload over all attempts: what has been read of its source, and whether it was sent to its end.</summary>
internal sealed class UploadBody(UploadSource source, IProgress<UploadProgress>? progress, TimeProvider clock)
{
    // A body over this asks first whether the server wants it, as curl does: a refusal then costs no transfer, and is always read.
    private const long AskFirst = 1 << 20;

    public UploadSource Source => source;

    public IProgress<UploadProgress>? Progress => progress;

    public TimeProvider Clock => clock;

    /// <summary>Whether any byte was read from the source.</summary>
    public bool IsStarted { get; set; }

    /// <summary>Whether the last attempt handed over the whole form, so that the server may have acted on it.</summary>
    public bool IsSentWhole { get; set; }

    /// <summary>Why the source could not be read. The caller's own matter, not the network's.</summary>
    public Exception? SourceFault { get; set; }

    public bool CanRepeat => source.IsRepeatable || !IsStarted;

    public void PutInto(HttpRequestMessage request, Deadline deadline)
    {
        IsSentWhole = false;
        try
        {
            var content = new UploadContent(this, source.Open(), deadline);
            request.Content = content;
            request.Headers.ExpectContinue = content.Headers.ContentLength is null or > AskFirst;
        }
        catch (Exception e)
        {
            SourceFault = e;
            throw;
        }
    }
}
