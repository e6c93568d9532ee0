using System.Security.Cryptography;
using Parhelion.Core.Blobs;
using Parhelion.Core.Tenancy;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Storage;

/// <summary>Manages the data directory of one server. The class creates and locks the folder, restricts its permissions, and writes the files with
/// secrets.</summary>
public sealed class DataDirectory : IDisposable
{
    /// <summary>Name of the file with the credentials that the first run creates.</summary>
    public const string CredentialsName = "credentials.json";

    private const string LockName = "lock";
    private const string MasterKeyName = "master.key";
    private static readonly string[] OwnFolders = ["blobs", "segments", "staging", "partial"];
    private static readonly string[] OwnFiles = ["parhelion.db", "parhelion.db-wal", "parhelion.db-shm", LockName, MasterKeyName, CredentialsName, "reserve"];
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

    private readonly string setting;
    private FileStream? heldLock;

    /// <summary>Creates the folder if it is missing, readable by its owner only.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="name">How errors name the folder: the full name of a setting, or words that can begin a sentence.</param>
    /// <exception cref="OperatorErrorException">The folder cannot be created.</exception>
    public DataDirectory(string path, string name = "Parhelion:DataDirectory")
    {
        Root = path;
        setting = name;
        Try(null, () => DurableFolder.Make(path, OwnerOnlyFolder));
    }

    /// <summary>Absolute path of the folder.</summary>
    public string Root { get; }

    /// <summary>Path of the SQLite database.</summary>
    public string DatabaseFile => DatabaseFileOf(Root);

    /// <summary>Path of the file with the credentials that the first run creates.</summary>
    public string CredentialsFile => Path.Combine(Root, CredentialsName);

    /// <summary>Path of the file with the master key, which encrypts secrets unless the settings give another.</summary>
    public string MasterKeyFile => Path.Combine(Root, MasterKeyName);

    /// <summary>Returns the path of the SQLite database in a folder. The folder may be missing.</summary>
    public static string DatabaseFileOf(string root) => Path.Combine(root, "parhelion.db");

    /// <summary>The folder of files that are being received. Both stores make it.</summary>
    public string StagingFolder => Path.Combine(Root, "staging");

    /// <summary>Locks the folder for this process, until disposed. Only one process may use its database and staging area.</summary>
    /// <exception cref="OperatorErrorException">Another process holds the lock, or this one may not write to the folder.</exception>
    public void Lock() => Try(LockName, () =>
    {
        try
        {
            heldLock = new FileStream(Path.Combine(Root, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == LibcConstants.WouldWait || OperatingSystem.IsWindows())
        {
            throw new OperatorErrorException($"{setting} is '{Root}', which another Parhelion process is using; stop that process, or choose another folder.", e);
        }
    });

    /// <summary>Whether other users may open the folder. This process could not restrict the folder, because another user owns it.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>Folders that other users could open before <see cref="Restrict(bool)"/>. The files in them may have too many permissions as well.</summary>
    internal IReadOnlyList<string> FoldersReadableByOthers { get; private set; } = [];

    /// <summary>Whether the group of a file keeps its permissions, so that nginx can send the file. Set by <see cref="Restrict(bool)"/>.</summary>
    internal bool GroupMayRead { get; private set; }

    /// <summary>Removes the permissions of group and others from the folder and from the server's files and folders in it. A start calls this before it writes
    /// anything, because it may throw, and again for the files that the start created.</summary>
    /// <param name="groupMayRead">Whether the group keeps its permissions on the folders, so that nginx can send the files.</param>
    /// <exception cref="OperatorErrorException">A file or folder belongs to another user, and others can read it.</exception>
    internal void Restrict(bool groupMayRead)
    {
        GroupMayRead = groupMayRead;
        // A folder with the sticky bit, such as /tmp, is shared with other programs, so its own permissions stay.
        if (!OperatingSystem.IsWindows() && !File.GetUnixFileMode(Root).HasFlag(UnixFileMode.StickyBit)) IsOpen = !TryRestrictRoot(groupMayRead);
        foreach (var file in OwnFiles) Restrict(Path.Combine(Root, file), groupMayRead: false);
        FoldersReadableByOthers = [.. FoldersReadableByOthers, .. OwnFolders.Select(folder => Path.Combine(Root, folder)).Where(folder => Restrict(folder, groupMayRead))];
    }

    /// <summary>Returns the key that encrypts secrets, from <c>master.key</c>; creates it on the first run. The key is flushed to disk before this returns, so
    /// that a power cut cannot lose a key that has encrypted something.</summary>
    /// <exception cref="OperatorErrorException">The file cannot be read or written, or does not hold a key.</exception>
    public byte[] MasterKey() => Try(MasterKeyName, () =>
    {
        if (FindMasterKey() is { } present)
        {
            // The process that wrote the file may have been killed before it flushed the folder.
            DiskFlush.Folder(Root);
            return present;
        }

        var key = RandomNumberGenerator.GetBytes(SecretEncryption.MasterKeyBytes);
        WriteSecret(MasterKeyFile, Convert.ToBase64String(key) + "\n");
        return key;
    });

    /// <summary>Returns the key from <c>master.key</c>, or <c>null</c> if the file is missing. Writes nothing.</summary>
    /// <exception cref="OperatorErrorException">The file cannot be read, or does not hold a key.</exception>
    public byte[]? FindMasterKey() => Try(MasterKeyName, () =>
    {
        if (Directory.Exists(MasterKeyFile)) throw new UnauthorizedAccessException();
        return File.Exists(MasterKeyFile) ? ParseMasterKey(File.ReadAllText(MasterKeyFile).Trim()) : null;
    });

    /// <summary>Writes a file that only its owner may read. Replaces it atomically, and flushes the file and its folder. After an exception the new text is
    /// not on disk.</summary>
    /// <exception cref="IOException">The file could not be written or flushed.</exception>
    public static void WriteSecret(string file, string text)
    {
        var staged = file + ".new";
        WriteOrDelete(staged, () =>
        {
            WriteFlushed(staged, text, Path.GetFileName(file));
            File.Move(staged, file, overwrite: true);
        });
        WriteOrDelete(file, () => DiskFlush.Folder(Path.GetDirectoryName(Path.GetFullPath(file))!));
    }

    // A failed flush is not repeated on the same file; the next attempt writes a new one.
    private static void WriteOrDelete(string file, Action write)
    {
        try
        {
            write();
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }

    private static void WriteFlushed(string file, string text, string subject)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using var stream = new FileStream(file, options);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        stream.Flush();
        DiskFlush.File(stream.SafeFileHandle, subject);
    }

    /// <inheritdoc />
    public void Dispose() => heldLock?.Dispose();

    // A mounted volume often belongs to root and is open to a group. The files and folders in it are restricted one by one.
    private bool TryRestrictRoot(bool groupMayRead)
    {
        try
        {
            FilePermissionRestrictor.Restrict(Root, groupMayRead);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool Restrict(string path, bool groupMayRead)
    {
        try
        {
            return FilePermissionRestrictor.Restrict(path, groupMayRead);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new OperatorErrorException(
                $"{setting} is '{Root}', where others can read '{Path.GetRelativePath(Root, path)}', which belongs to another user; make the {ProcessUser.Text} its owner (chown), or remove the permissions of others (chmod go=).", e);
        }
    }

    private byte[] ParseMasterKey(string text)
    {
        var key = new byte[SecretEncryption.MasterKeyBytes];
        if (text.Length < 1024 && Convert.TryFromBase64String(text, key, out var written) && written == key.Length) return key;
        throw new OperatorErrorException(
            $"{setting} is '{Root}', whose {MasterKeyName} does not hold {SecretEncryption.MasterKeyBytes} bytes in base64 (its content is not shown); restore the right file from a backup.");
    }

    private void Try(string? item, Action open) => Try(item, () =>
    {
        open();
        return true;
    });

    private T Try<T>(string? item, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorErrorException(FolderErrorExplainer.SentenceOf(setting, Root, item, e), e);
        }
    }
}
