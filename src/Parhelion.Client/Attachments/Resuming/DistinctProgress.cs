namespace Parhelion;

/// <summary>Passes reports on, but the same one only once in a row: the end of an upload is known from the bytes sent, and again from the server.</summary>
internal sealed class DistinctProgress(IProgress<UploadProgress> inner) : IProgress<UploadProgress>
{
    private UploadProgress? last;

    public void Report(UploadProgress value)
    {
        if (value == last) return;
        last = value;
        inner.Report(value);
    }
}
