using System.IO.Pipelines;
using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests.Connections;

/// <summary>A store in a process that may open no further file, for as long as the test says so.</summary>
internal sealed class FileLessBlobStore(IBlobStore inner) : WrappedBlobStore(inner)
{
    public bool IsOut { get; set; }

    public override Task<BlobWriteResult> WriteAsync(BlobKey key, PipeReader source, StagedCheck? check, CancellationToken cancellationToken)
    {
        Open();
        return base.WriteAsync(key, source, check, cancellationToken);
    }

    public override ValueTask<OpenBlob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken)
    {
        Open();
        return base.OpenAsync(key, offset, count, cancellationToken);
    }

    // As .NET reports EMFILE.
    private void Open()
    {
        if (IsOut) throw new IOException("Too many open files", 24);
    }
}
