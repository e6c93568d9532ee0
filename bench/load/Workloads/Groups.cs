using Parhelion.BenchReport.Figures;

namespace Parhelion.Load.Workloads;

/// <summary>Workloads that share a table, and the servers that are started for them.</summary>
internal static class Groups
{
    public const string Get = WorkloadGroups.Get;
    public const string Upload = WorkloadGroups.Upload;
    public const string UploadFull = WorkloadGroups.UploadFull;
    public const string Change = WorkloadGroups.Change;
    public const string Cascade = "cascade";
    public const string Limits = "limits";

    private static readonly int[] Connections = [1, 16, 64];
    private static readonly int[] UploadSizes = [Sizes.Small, Sizes.Photo, Sizes.Large, Sizes.Video];

    public static IEnumerable<Workload> Reading(Options options, string directory) =>
    [
        new Download(WorkloadNames.Get(Sizes.Small), Sizes.Small, DownloadKind.Whole),
        new Download(WorkloadNames.Get(Sizes.Medium), Sizes.Medium, DownloadKind.Whole),
        new Download(WorkloadNames.Get(Sizes.Large), Sizes.Large, DownloadKind.Whole),
        new Download(WorkloadNames.Get(Sizes.Video), Sizes.Video, DownloadKind.Whole),
        new Download("GET 64 KB of 50 MB", Sizes.Video, DownloadKind.Range),
        new Download(WorkloadNames.NotModified, Sizes.Small, DownloadKind.Condition),
        new RandomDownload(Sizes.Small, options.Files, directory),
        new RandomDownload(Sizes.Medium, options.Files, directory),
    ];

    public static IEnumerable<Workload> Uploading(string group) =>
        UploadSizes.SelectMany(size => Connections.Select(connections => new UploadLoad(group, size, connections)));

    public static IEnumerable<Workload> Changing(Options options) => [new Mixed(), new Deletion(options.Deletions)];
}
