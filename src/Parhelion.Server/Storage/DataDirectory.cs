using System.Security.Cryptography;
using Parhelion.Core.Blobs;
using Parhelion.Core.Tenancy;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Storage;

/// <summary>The folder that holds everything of one server, its lock, and the files in it that nobody else may read.</summary>
public sealed class DataDirectory : IDisposable
{
    /// <summary>File name of the first run's credentials.</summary>
    public const string CredentialsName = "credentials.json";

    private const string LockName = "lock";
    private const string MasterKeyName = "master.key";
    private static readonly string[] OwnFolders = ["blobs", "staging"];
    private static readonly string[] OwnFiles = ["parhelion.db", "parhelion.db-wal", "parhelion.db-shm", LockName, MasterKeyName, CredentialsName, "reserve"];
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

    private readonly string setting;
    private FileStream? heldLock;

    /// <summary>Makes the folder when it is missing, readable by its owner only.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="name">What names the folder: the full name of a setting, or words at the beginning of a sentence.</param>
    /// <exception cref="SettingsException">It cannot be made.</exception>
    public DataDirectory(string path, string name = "Parhelion:DataDirectory")
    {
        Root = path;
        setting = name;
        Try(null, () => DurableFolder.Make(path, OwnerOnlyFolder));
    }

    /// <summary>Absolute path.</summary>
    public string Root { get; }

    /// <summary>The SQLite file.</summary>
    public string DatabaseFile => DatabaseFileOf(Root);

    /// <summary>What the first run made for the newcomer.</summary>
    public string CredentialsFile => Path.Combine(Root, CredentialsName);

    /// <summary>The key that encrypts secrets, unless the settings give one.</summary>
    public string MasterKeyFile => Path.Combine(Root, MasterKeyName);

    /// <summary>The SQLite file of a folder that may not be there.</summary>
    public static string DatabaseFileOf(string root) => Path.Combine(root, "parhelion.db");

    /// <summary>Holds the folder for this process, until disposed. SQLite and the staging area have one master.</summary>
    /// <exception cref="SettingsException">Another process holds it, or this one may not write there.</exception>
    public void Lock() => Try(LockName, () =>
    {
        try
        {
            heldLock = new FileStream(Path.Combine(Root, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == LibcConstants.WouldWait || OperatingSystem.IsWindows())
        {
            throw new SettingsException($"{setting} is '{Root}', which another Parhelion is using; give this one a folder of its own.", e);
        }
    });

    /// <summary>Whether others can open the folder, which belongs to somebody else.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>Folders that others could read until <see cref="Restrict(bool)"/>: what is in them may have loose rights as well.</summary>
    internal IReadOnlyList<string> LooseFolders { get; private set; } = [];

    /// <summary>Takes the rights of group and others away from the folder and what is directly in it. Called before a server writes anything, since it may be
    /// refused, and again for what the start has made.</summary>
    /// <param name="groupMayRead">Whether the group keeps what it may do with the folders: nginx may send files that way.</param>
    /// <exception cref="SettingsException">Something belongs to another user, and others can read it.</exception>
    internal void Restrict(bool groupMayRead)
    {
        // A folder that is for all to write to has other things in it.
        if (!OperatingSystem.IsWindows() && !File.GetUnixFileMode(Root).HasFlag(UnixFileMode.StickyBit)) IsOpen = !TryRestrictRoot(groupMayRead);
        foreach (var file in OwnFiles) Restrict(Path.Combine(Root, file), groupMayRead: false);
        LooseFolders = [.. LooseFolders, .. OwnFolders.Select(folder => Path.Combine(Root, folder)).Where(folder => Restrict(folder, groupMayRead))];
    }

    /// <summary>The key that encrypts secrets: made on the first run, kept in <c>master.key</c>. When this returns it is on the disk, so that
    /// nothing is ever sealed with a key that a power cut could take away.</summary>
    /// <exception cref="SettingsException">The file cannot be read or written, or holds something else.</exception>
    public byte[] MasterKey() => Try(MasterKeyName, () =>
    {
        if (FindMasterKey() is { } present)
        {
            // Whoever has written it may have been killed before its name was flushed.
            DiskFlush.Folder(Root);
            return present;
        }

        var key = RandomNumberGenerator.GetBytes(SecretEncryption.MasterKeyBytes);
        WriteSecret(MasterKeyFile, Convert.ToBase64String(key) + "\n");
        return key;
    });

    /// <summary>The same when it is there, else <c>null</c>. Writes nothing.</summary>
    /// <exception cref="SettingsException">The file cannot be read, or holds something else.</exception>
    public byte[]? FindMasterKey() => Try(MasterKeyName, () =>
    {
        if (Directory.Exists(MasterKeyFile)) throw new UnauthorizedAccessException();
        return File.Exists(MasterKeyFile) ? ParseMasterKey(File.ReadAllText(MasterKeyFile).Trim()) : null;
    });

    /// <summary>Writes a file that only its owner may read: whole and flushed, with its name. When it throws, the new text is not there.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public static void WriteSecret(string file, string text)
    {
        var staged = file + ".new";
        OrDelete(staged, () =>
        {
            WriteFlushed(staged, text, Path.GetFileName(file));
            File.Move(staged, file, overwrite: true);
        });
        OrDelete(file, () => DiskFlush.Folder(Path.GetDirectoryName(Path.GetFullPath(file))!));
    }

    // A flush that failed is not tried again: the next attempt begins with a new file.
    private static void OrDelete(string file, Action write)
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

    // A mounted volume often belongs to root and is open to a group. Everything in it is closed by itself.
    private bool TryRestrictRoot(bool groupMayRead)
    {
        try
        {
            FileModes.Restrict(Root, groupMayRead);
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
            return FileModes.Restrict(path, groupMayRead);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SettingsException(
                $"{setting} is '{Root}', where others can read '{Path.GetRelativePath(Root, path)}', which belongs to another user; give it to the user '{Environment.UserName}' (chown), or close it (chmod go=).", e);
        }
    }

    private byte[] ParseMasterKey(string text)
    {
        var key = new byte[SecretEncryption.MasterKeyBytes];
        if (text.Length < 1024 && Convert.TryFromBase64String(text, key, out var written) && written == key.Length) return key;
        throw new SettingsException(
            $"{setting} is '{Root}', whose {MasterKeyName} does not hold {SecretEncryption.MasterKeyBytes} bytes in base64 (its content is not shown); put the right file back from a backup.");
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
            throw new SettingsException(FolderFaults.SentenceOf(setting, Root, item, e), e);
        }
    }
}
