using System.Text.Json;

namespace Parhelion.Cli.Transfers;

/// <summary>The file that keeps one unfinished upload. If it cannot be read or written, the upload goes on, and a later run begins anew.</summary>
/// <param name="path">Path of the file.</param>
/// <param name="identity">The upload.</param>
internal sealed class UploadRecord(string path, UploadIdentity identity)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string run = Guid.NewGuid().ToString("N");

    /// <summary>Whether a later run finds the upload of this one.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Returns the upload of an earlier run, which ends if it still goes on; <c>null</c> if there is none.</summary>
    public ResumableUpload? Claim()
    {
        if (Read() is not { } earlier || !identity.Fits(earlier)) return null;
        // The time stays, because the server deletes the upload at its own time.
        Write(earlier with { Run = run }, File.GetLastWriteTimeUtc(path));
        return new ResumableUpload(earlier.Url, earlier.Length);
    }

    /// <summary>Keeps a new upload.</summary>
    public void Keep(ResumableUpload upload) => Write(new UnfinishedUpload { Url = upload.Url, Length = upload.Length, Run = run });

    /// <summary>Ends this run if a later one has claimed the upload.</summary>
    /// <exception cref="UploadTakenOverException">A later run has claimed the upload.</exception>
    public void RequireOwn()
    {
        if (IsKept && Read() is { } current && current.Run != run) throw new UploadTakenOverException();
    }

    /// <summary>Forgets the upload, unless it is one of a later run.</summary>
    public void Forget()
    {
        try
        {
            if (Read() is { } current && current.Run == run) File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is deleted when it is too old.
        }
    }

    /// <summary>Forgets the upload, whoever keeps it.</summary>
    public void Drop() => Delete(path);

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is none. One that cannot be deleted is replaced.
        }
    }

    private UnfinishedUpload? Read()
    {
        try
        {
            if (!IsOwn()) return null;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var kept = JsonSerializer.Deserialize(file, UnfinishedUploadJson.Default.UnfinishedUpload);
            return kept is { Url.IsAbsoluteUri: true, Length: >= 0 } && (kept.Url.Scheme == Uri.UriSchemeHttp || kept.Url.Scheme == Uri.UriSchemeHttps) ? kept : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    // Nobody else may have written or read the file. Only its owner, or root, can set the mode of a file.
    private bool IsOwn()
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.LinkTarget is not null) return false;
        if (OperatingSystem.IsWindows()) return true;
        if ((file.UnixFileMode & ~OwnerOnly) != UnixFileMode.None) return false;
        File.SetUnixFileMode(path, OwnerOnly);
        return true;
    }

    // A reader gets the old or the new file, never a part.
    private void Write(UnfinishedUpload upload, DateTime? written = null)
    {
        var draft = $"{path}.{run}";
        IsKept = false;
        try
        {
            PrepareFolder(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using (var file = new FileStream(draft, options)) JsonSerializer.Serialize(file, upload, UnfinishedUploadJson.Default.UnfinishedUpload);
            if (written is { } time) File.SetLastWriteTimeUtc(draft, time);
            File.Move(draft, path, overwrite: true);
            IsKept = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The upload goes on without a record.
        }
        finally
        {
            Delete(draft);
        }
    }

    // A folder of somebody else cannot be set to this mode, and then nothing is kept.
    private static void PrepareFolder(string folder)
    {
        const UnixFileMode Mode = OwnerOnly | UnixFileMode.UserExecute;
        Directory.CreateDirectory(folder);
        if (OperatingSystem.IsWindows()) return;
        if (new DirectoryInfo(folder).LinkTarget is not null) throw new IOException("The folder is a link.");
        File.SetUnixFileMode(folder, Mode);
    }
}
