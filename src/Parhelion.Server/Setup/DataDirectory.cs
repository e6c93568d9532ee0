using System.Security.Cryptography;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Setup;

/// <summary>The folder that holds everything of one server, its lock, and the files in it that nobody else may read.</summary>
public sealed class DataDirectory : IDisposable
{
    /// <summary>File name of the first run's credentials.</summary>
    public const string CredentialsName = "credentials.json";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

    private FileStream? heldLock;

    /// <summary>Makes the folder when it is missing, readable by its owner only.</summary>
    public DataDirectory(string path)
    {
        Root = path;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else if (!Directory.Exists(path)) Directory.CreateDirectory(path, OwnerOnlyFolder);
    }

    /// <summary>Absolute path.</summary>
    public string Root { get; }

    /// <summary>The SQLite file.</summary>
    public string DatabaseFile => Path.Combine(Root, "parhelion.db");

    /// <summary>What the first run made for the newcomer.</summary>
    public string CredentialsFile => Path.Combine(Root, CredentialsName);

    /// <summary>Holds the folder for this process, until disposed. SQLite and the staging area have one master.</summary>
    /// <exception cref="SettingsException">Another process holds it.</exception>
    public void Lock()
    {
        try
        {
            heldLock = new FileStream(Path.Combine(Root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new SettingsException([$"Parhelion:DataDirectory is '{Root}', which another Parhelion is using; give this one a folder of its own."]);
        }
    }

    /// <summary>The key that encrypts secrets: made on the first run, kept in <c>master.key</c>.</summary>
    public byte[] MasterKey()
    {
        var file = Path.Combine(Root, "master.key");
        if (File.Exists(file)) return Convert.FromBase64String(File.ReadAllText(file).Trim());
        var key = RandomNumberGenerator.GetBytes(SecretBox.MasterKeyBytes);
        WriteSecret(file, Convert.ToBase64String(key) + "\n");
        return key;
    }

    /// <summary>Writes a file that only its owner may read: whole and flushed, or not at all.</summary>
    public static void WriteSecret(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        var staged = file + ".new";
        using (var stream = new FileStream(staged, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(staged, file, overwrite: true);
    }

    /// <inheritdoc />
    public void Dispose() => heldLock?.Dispose();
}
