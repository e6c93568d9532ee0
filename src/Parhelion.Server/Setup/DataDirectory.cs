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
    public string DatabaseFile => DatabaseFileOf(Root);

    /// <summary>What the first run made for the newcomer.</summary>
    public string CredentialsFile => Path.Combine(Root, CredentialsName);

    /// <summary>The key that encrypts secrets, unless the settings give one.</summary>
    public string MasterKeyFile => Path.Combine(Root, "master.key");

    /// <summary>The SQLite file of a folder that may not be there.</summary>
    public static string DatabaseFileOf(string root) => Path.Combine(root, "parhelion.db");

    /// <summary>Holds the folder for this process, until disposed. SQLite and the staging area have one master.</summary>
    /// <param name="section">Section of the settings that names the folder.</param>
    /// <exception cref="SettingsException">Another process holds it.</exception>
    public void Lock(string section = "Parhelion")
    {
        try
        {
            heldLock = new FileStream(Path.Combine(Root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new SettingsException([$"{section}:DataDirectory is '{Root}', which another Parhelion is using; give this one a folder of its own."]);
        }
    }

    /// <summary>The key that encrypts secrets: made on the first run, kept in <c>master.key</c>.</summary>
    public byte[] MasterKey()
    {
        if (File.Exists(MasterKeyFile)) return Convert.FromBase64String(File.ReadAllText(MasterKeyFile).Trim());
        var key = RandomNumberGenerator.GetBytes(SecretBox.MasterKeyBytes);
        WriteSecret(MasterKeyFile, Convert.ToBase64String(key) + "\n");
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
