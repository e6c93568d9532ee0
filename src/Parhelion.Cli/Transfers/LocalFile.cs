using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Transfers;

/// <summary>A file to upload, or standard input.</summary>
/// <param name="Path">The path; <c>-</c> for standard input.</param>
/// <param name="Name">The name for the server; <c>null</c> for that on disk.</param>
/// <param name="Rate">The limit of bytes in a second.</param>
internal sealed record LocalFile(string Path, string? Name, RateLimit Rate)
{
    /// <summary>Opens the stream that the upload reads; <c>null</c> if the client opens the file itself.</summary>
    /// <param name="version">The version of a regular file to upload; <c>null</c> for anything else.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public Stream? Open(FileInfo? version)
    {
        if (Path == StandardInput.Argument) return StandardInput.Open();
        if (version is null && !Rate.IsActive) return null;
        var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return version is null ? file : new UnchangedFile(file, version);
    }

    /// <summary>Returns the source of the upload, which reads the stream, if there is one.</summary>
    public UploadSource SourceOf(Stream? stream)
    {
        if (stream is null) return UploadSource.FromFile(Path, Name);
        return UploadSource.FromStream(Rate.IsActive ? new LimitedStream(stream, Rate) : stream, Name ?? System.IO.Path.GetFileName(Path));
    }
}
