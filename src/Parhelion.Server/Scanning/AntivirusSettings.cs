using Parhelion.Core.Scanning;
using Parhelion.Core.Uploading;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Scanning;

/// <summary>Settings of the malware scan (section <c>Antivirus</c>) and of the list of refused files (<c>Files:RefusedHashes</c>).</summary>
internal sealed record AntivirusSettings
{
    // clamd takes lengths of 32 bits.
    private const long LargestStream = uint.MaxValue;
    private const int MostConnections = 1000;

    private static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(10);

    /// <summary>The scanner; <c>null</c>: there is none.</summary>
    public ClamdOptions? Scanner { get; init; }

    /// <summary>Path of the list of refused hashes; <c>null</c>: there is none.</summary>
    public string? RefusedHashes { get; init; }

    public static AntivirusSettings Read(SettingsReader reader, UploadOptions uploads)
    {
        const string Address = "Antivirus:Address";
        var hashes = reader.Text("Files:RefusedHashes") is { } path ? Path.GetFullPath(path) : null;
        var text = reader.Text(Address);
        if (!ClamdAddress.TryParse(text, out var address) && text is not null)
        {
            reader.Add($"Parhelion:{Address} is '{text}'; it must be the address of clamd, such as tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl.");
        }

        var (time, bytes, connections, action) = (ReadTime(reader), ReadBytes(reader), ReadConnections(reader), reader.Choice("Antivirus:OnFailure", ScanFailureAction.Refuse));
        if (address is null) return new AntivirusSettings { RefusedHashes = hashes };
        if (action == ScanFailureAction.Refuse && bytes < uploads.MaxBytes)
        {
            reader.Add(
                $"Parhelion:Antivirus:MaxBytes is {bytes}, less than Limits:UploadBytes, so larger files could never be stored; raise it together with StreamMaxLength of clamd, " +
                "or set Antivirus:OnFailure to Accept.");
        }

        var scanner = new ClamdOptions { Address = address, TimeLimit = time, MaxBytes = bytes, Connections = connections, OnFailure = action };
        return new AntivirusSettings { Scanner = scanner, RefusedHashes = hashes };
    }

    private static TimeSpan ReadTime(SettingsReader reader)
    {
        const string Name = "Antivirus:TimeLimit";
        var time = reader.Duration(Name, TimeSpan.FromSeconds(30));
        if (time <= TimeSpan.Zero || time > LongestTime) reader.Add($"Parhelion:{Name} is '{time}'; it must be more than nothing and at most {LongestTime}.");
        return time;
    }

    private static long ReadBytes(SettingsReader reader) => reader.Number("Antivirus:MaxBytes", 100 << 20, 1, LargestStream);

    private static int ReadConnections(SettingsReader reader) => (int)reader.Number("Antivirus:Connections", 8, 1, MostConnections);
}
