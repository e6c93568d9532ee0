using System.Text.Json;

namespace Parhelion.Cli.Transfers;

/// <summary>The file that keeps one unfinished upload. If it cannot be read or written, the upload goes on, and a later run begins anew.</summary>
/// <param name="path">Path of the file.</param>
internal sealed class UploadRecord(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string run = Guid.NewGuid().ToString("N");
    private bool isKept;

    /// <summary>Returns the upload of an earlier run, which ends if it still goes on; <c>null</c> if there is none.</summary>
    public ResumableUpload? Claim()
    {
        if (Read() is not { } earlier) return null;
        Write(earlier with { Run = run });
        return new ResumableUpload(earlier.Url, earlier.Length);
    }

    /// <summary>Keeps a new upload.</summary>
    public void Keep(ResumableUpload upload) => Write(new UnfinishedUpload { Url = upload.Url, Length = upload.Length, Run = run });

    /// <summary>Ends this run if a later one has claimed the upload.</summary>
    /// <exception cref="UploadTakenOverException">A later run has claimed the upload.</exception>
    public void RequireOwn()
    {
        if (isKept && Read() is { } current && current.Run != run) throw new UploadTakenOverException();
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
    public void Drop()
    {
        try
        {
            File.Delete(path);
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
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var kept = JsonSerializer.Deserialize(file, UnfinishedUploadJson.Default.UnfinishedUpload);
            return kept is { Url.IsAbsoluteUri: true, Length: >= 0 } && (kept.Url.Scheme == Uri.UriSchemeHttp || kept.Url.Scheme == Uri.UriSchemeHttps) ? kept : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    // A reader gets the old or the new file, never a part.
    private void Write(UnfinishedUpload upload)
    {
        var draft = $"{path}.{run}";
        try
        {
            CreateFolder(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using (var file = new FileStream(draft, options)) JsonSerializer.Serialize(file, upload, UnfinishedUploadJson.Default.UnfinishedUpload);
            File.Move(draft, path, overwrite: true);
            isKept = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            isKept = false;
        }
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
    }
}
