namespace Parhelion.Load.Workloads;

/// <summary>Workloads that share a table, and the servers that are started for them.</summary>
internal static class Groups
{
    public const string Get = "get";
    public const string Upload = "upload";
    public const string UploadFull = "upload-full";
    public const string Change = "change";
    public const string Cascade = "cascade";
    public const string Limits = "limits";

    private static readonly int[] Connections = [1, 16, 64];
    private static readonly int[] UploadSizes = [Sizes.Small, Sizes.Photo, Sizes.Large, Sizes.Video];

    public static IEnumerable<Workload> Reading(Options options, string directory) =>
    [
        new Download("GET 4 KB", Sizes.Small, DownloadKind.Whole),
        new Download("GET 64 KB", Sizes.Medium, DownloadKind.Whole),
        new Download("GET 1 MB", Sizes.Large, DownloadKind.Whole),
        new Download("GET 50 MB", Sizes.Video, DownloadKind.Whole),
        new Download("GET 64 KB of 50 MB", Sizes.Video, DownloadKind.Range),
        new Download("304", Sizes.Small, DownloadKind.Condition),
        new RandomDownload(Sizes.Small, options.Files, directory),
        new RandomDownload(Sizes.Medium, options.Files, directory),
    ];

    public static IEnumerable<Workload> Uploading(string group) =>
        UploadSizes.SelectMany(size => Connections.Select(connections => new UploadLoad(group, size, connections)));

    public static IEnumerable<Workload> Changing(Options options) => [new Mixed(), new Deletion(options.Deletions)];
}
