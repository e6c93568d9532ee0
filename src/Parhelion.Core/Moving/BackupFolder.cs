using System.Globalization;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>Represents a folder that contains the backup of one installation. The folder has the files of a data directory, and a label in the file
/// <c>backup</c>. The label names the installation and says whether the backup is complete.</summary>
public sealed class BackupFolder
{
    private const string Comment = "# A backup of Parhelion. Run 'backup' with this folder to update it, and 'restore' to restore it. See docs/backup.md.\n";

    private const string LabelName = "backup";
    private const string StagedLabelName = "backup.new";

    /// <summary>Describes a folder, which need not exist.</summary>
    public BackupFolder(string root) => Root = Path.GetFullPath(root);

    /// <summary>Absolute path of the folder.</summary>
    public string Root { get; }

    /// <summary>Path of the copy of the database.</summary>
    public string Database => Path.Combine(Root, "parhelion.db");

    private string Label => Path.Combine(Root, LabelName);

    /// <summary>Reads the label of the backup. Returns <c>null</c> if the folder has no label, because the folder is then not a backup.</summary>
    public BackupLabel? Read()
    {
        if (!File.Exists(Label)) return null;
        var values = File.ReadLines(Label).Select(line => line.Split(' ', 2)).Where(words => words is [not "#", _]).ToDictionary(words => words[0], words => words[1], StringComparer.Ordinal);
        return values.TryGetValue("installation", out var id) && values.TryGetValue("state", out var state) && values.TryGetValue("watermark", out var watermark)
            ? new BackupLabel(id, state == "whole", long.Parse(watermark, CultureInfo.InvariantCulture))
            : throw new BackupException($"The file '{Label}' is not a valid backup label. Use an empty folder for the backup.");
    }

    /// <summary>Replaces the label. When this method returns, the new label is on the disk.</summary>
    public void Write(BackupLabel label)
    {
        var staged = Path.Combine(Root, StagedLabelName);
        using (var file = new FileStream(staged, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(
                $"{Comment}installation {label.Installation}\nstate {(label.IsComplete ? "whole" : "incomplete")}\nwatermark {label.Watermark.ToString(CultureInfo.InvariantCulture)}\n"));
            file.Flush();
            DiskFlush.File(file.SafeFileHandle, "the label of the backup");
        }

        File.Move(staged, Label, overwrite: true);
        DiskFlush.Folder(Root);
    }

    /// <summary>Checks that a backup of an installation may be written to this folder, and labels the backup as incomplete.</summary>
    /// <exception cref="BackupException">The folder contains something else.</exception>
    public async Task ClaimAsync(string installation, CancellationToken cancellationToken)
    {
        if (Read() is { } label)
        {
            if (label.Installation != installation) throw new BackupException($"'{Root}' contains the backup of another installation. Use another folder for this one.");
            if (File.Exists(Database) && (await SqliteIdentityReader.ReadAsync(Database, cancellationToken)).Installation.Watermark > label.Watermark)
            {
                throw new BackupException($"A server was started with the backup in '{Root}', so it is an installation now. Use another folder for the backup.");
            }
        }
        // A first run that failed or was killed may have left the label that it was writing.
        else if (Directory.EnumerateFileSystemEntries(Root).Any(entry => Path.GetFileName(entry) is not ("lock" or StagedLabelName)))
        {
            throw new BackupException($"'{Root}' is neither empty nor a backup. Use another folder for the backup.");
        }

        Write(new BackupLabel(installation, IsComplete: false, Watermark: long.MaxValue));
    }
}
