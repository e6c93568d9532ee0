using System.Globalization;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>A folder with the backup of one installation. It has the files of a data directory, and a file <c>backup</c> that says whose it is, and whether it is
/// whole.</summary>
public sealed class BackupFolder
{
    private const string Comment = "# A backup of Parhelion. The next 'backup' into this folder goes on from here; 'restore' brings it back: docs/backup.md.\n";

    private const string LabelName = "backup";
    private const string StagedLabelName = "backup.new";

    /// <summary>A folder, which need not be there.</summary>
    public BackupFolder(string root) => Root = Path.GetFullPath(root);

    /// <summary>Absolute path.</summary>
    public string Root { get; }

    /// <summary>The copy of the database.</summary>
    public string Database => Path.Combine(Root, "parhelion.db");

    private string Label => Path.Combine(Root, LabelName);

    /// <summary>What the folder says of itself; <c>null</c> when it is no backup.</summary>
    public BackupLabel? Read()
    {
        if (!File.Exists(Label)) return null;
        var values = File.ReadLines(Label).Select(line => line.Split(' ', 2)).Where(words => words is [not "#", _]).ToDictionary(words => words[0], words => words[1], StringComparer.Ordinal);
        return values.TryGetValue("installation", out var id) && values.TryGetValue("state", out var state) && values.TryGetValue("watermark", out var watermark)
            ? new BackupLabel(id, state == "whole", long.Parse(watermark, CultureInfo.InvariantCulture))
            : throw new BackupException($"The file '{Label}' does not say whose backup this is; give the backup an empty folder.");
    }

    /// <summary>Has the folder say something else, on the disk when this returns.</summary>
    public void Write(BackupLabel label)
    {
        var staged = Path.Combine(Root, StagedLabelName);
        using (var file = new FileStream(staged, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(
                $"{Comment}installation {label.Installation}\nstate {(label.IsWhole ? "whole" : "incomplete")}\nwatermark {label.Watermark.ToString(CultureInfo.InvariantCulture)}\n"));
            file.Flush();
            DiskFlush.File(file.SafeFileHandle, "the label of the backup");
        }

        File.Move(staged, Label, overwrite: true);
        DiskFlush.Folder(Root);
    }

    /// <summary>Checks that a backup of an installation may be written here, and says that it is not whole from now on.</summary>
    /// <exception cref="BackupException">The folder has something else in it.</exception>
    public async Task ClaimAsync(string installation, CancellationToken cancellationToken)
    {
        if (Read() is { } label)
        {
            if (label.Installation != installation) throw new BackupException($"'{Root}' has the backup of another installation; give this one a folder of its own.");
            if (File.Exists(Database) && (await SqliteStateReader.ReadAsync(Database, cancellationToken)).Installation.Watermark > label.Watermark)
            {
                throw new BackupException($"'{Root}' was a backup and has been served since; it is an installation now. Give the backup a folder of its own.");
            }
        }
        // A first run that failed or was killed may have left the label that it was about to give.
        else if (Directory.EnumerateFileSystemEntries(Root).Any(entry => Path.GetFileName(entry) is not ("lock" or StagedLabelName)))
        {
            throw new BackupException($"'{Root}' is not empty and is no backup; give the backup a folder of its own.");
        }

        Write(new BackupLabel(installation, IsWhole: false, Watermark: long.MaxValue));
    }
}

/// <summary>What a backup says of itself.</summary>
/// <param name="Installation">The id of the installation.</param>
/// <param name="IsWhole">Whether the last run came to its end without a fault.</param>
/// <param name="Watermark">The watermark of the database in it, once it is whole.</param>
public sealed record BackupLabel(string Installation, bool IsWhole, long Watermark);
