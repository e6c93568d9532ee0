using Parhelion.Core.Blobs;
using Parhelion.Server.Configuration;
using Parhelion.Server.Setup;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Moving;

/// <summary>The settings of <c>migrate</c>. Section <c>Parhelion</c> describes the present installation, and section <c>To</c> describes the storage of the new
/// installation.</summary>
/// <param name="Present">Settings of the present installation.</param>
/// <param name="New">Settings of the new installation: the settings of the present one, with the storage and durability of section <c>To</c>.</param>
/// <param name="NewDirectory">Data directory of the new installation; <c>null</c> if the operator gave none. The operator may leave it out only if the new
/// installation keeps neither its database nor its blobs in a local folder.</param>
internal sealed record MoveSettings(StorageSettings Present, StorageSettings New, string? NewDirectory)
{
    /// <summary>Name of the configuration section of the new installation.</summary>
    public const string Section = "To";

    /// <exception cref="OperatorErrorException">One or more settings are wrong or unknown.</exception>
    public static MoveSettings Load(IConfiguration configuration)
    {
        var present = Settings.Read(configuration).Storage;
        if (!configuration.GetSection(Section).Exists())
        {
            throw new OperatorErrorException([$"The target of the copy is missing; set it, for example with --{Section}:DataDirectory=FOLDER (docs/moving.md)."]);
        }

        var reader = new SettingsReader(configuration.GetSection(Section));
        var directory = reader.Text("DataDirectory") is { } path ? Path.GetFullPath(path) : null;
        var target = (present with { Section = Section, Durability = reader.Choice("Durability", Durability.Full) }).WithStores(reader);
        if (directory is null && target.IsLocal) reader.Add($"{Section}:DataDirectory is missing; it must be the folder for the database or the blobs of the copy.");
        if (directory is not null && IsSame(directory, present.DataDirectory)) reader.Add($"{Section}:DataDirectory is the folder of the current installation; choose another folder for the copy.");
        reader.ThrowIfFaulty();
        StorageFactory.RequireDatabase(present);
        return new MoveSettings(present, directory is null ? target : target with { DataDirectory = directory }, directory);
    }

    private static bool IsSame(string one, string other) => Path.TrimEndingDirectorySeparator(one) == Path.TrimEndingDirectorySeparator(other);
}
