using Parhelion.BenchReport.Figures;
using Parhelion.Load.Peers;

namespace Parhelion.Load.Workloads;

/// <summary>Workloads that share a table, and the servers that are started for them.</summary>
internal static class Groups
{
    public const string Get = WorkloadGroups.Get;
    public const string Upload = WorkloadGroups.Upload;
    public const string UploadFull = WorkloadGroups.UploadFull;
    public const string Change = WorkloadGroups.Change;
    public const string SharedStore = WorkloadGroups.SharedStore;
    public const string Api = WorkloadGroups.Api;
    public const string Cascade = "cascade";
    public const string Limits = "limits";

    private const int SharedStoreConnections = 16;

    // A store takes hundreds of uploads per second only, and what is deleted must be uploaded first.
    private const int SharedStoreDeletions = 2000;

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
        new RandomDownload(Get, Sizes.Small, options.Files, directory),
        new RandomDownload(Get, Sizes.Medium, options.Files, directory),
    ];

    public static IEnumerable<Workload> Uploading(string group) =>
        UploadSizes.SelectMany(size => Connections.Select(connections => new UploadLoad(group, size, connections)));

    public static IEnumerable<Workload> Changing(Options options) => [new Mixed(), new Deletion(Change, WorkloadNames.Delete, options.Deletions)];

    /// <summary>Workloads of servers with PostgreSQL and S3.</summary>
    public static IEnumerable<Workload> Sharing(Options options, string directory) =>
    [
        new RandomDownload(SharedStore, Sizes.Small, Corpus.Few, directory),
        new RandomDownload(SharedStore, Sizes.Photo, Corpus.Few, directory),
        new UploadLoad(SharedStore, Sizes.Small, SharedStoreConnections),
        new UploadLoad(SharedStore, Sizes.Photo, SharedStoreConnections),
        new Deletion(SharedStore, WorkloadNames.Shared(WorkloadNames.Delete), Math.Min(options.Deletions, SharedStoreDeletions)),
    ];

    /// <summary>Requests to the API, each beside GETs of a file of as many bytes.</summary>
    public static async Task<IReadOnlyList<Workload>> AskingAsync(Team team)
    {
        using var app = await ApiApp.CreateAsync(team.Parhelion);
        var workloads = new List<Workload>();
        foreach (var list in app.Lists)
        {
            workloads.Add(new RepeatedGet(list.Name, ServerNames.Parhelion, list.Path, app.Authorization, list.Bytes));
            workloads.Add(await SameBytesAsync(list.Name, list.Bytes));
        }

        workloads.Add(new MessagePosting(app.Messages, app.MessageBytes));
        workloads.Add(await SameBytesAsync(WorkloadNames.PostMessage, app.MessageBytes));
        return workloads;

        async Task<Workload> SameBytesAsync(string name, int bytes)
        {
            var paths = await team.Library.PathsAsync(team.Parhelion, bytes, 1);
            return new RepeatedGet(name, ServerNames.SameBytes, paths![0], header: null, bytes);
        }
    }
}
