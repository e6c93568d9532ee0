namespace Parhelion.BenchReport.Figures;

/// <summary>Names of workloads: keys of the figures, and what the tables call them.</summary>
internal static class WorkloadNames
{
    public const string NotModified = "304";
    public const string Delete = "delete";
    public const string ListMessages = "list of 100 messages";
    public const string ListAttachments = "list of 100 attachments";
    public const string ListReceipts = "list of 100 receipts";
    public const string PostMessage = "message posted";

    /// <summary>How many files servers read that take them by uploads.</summary>
    public const int FewFiles = 1000;

    /// <summary>Requests to the API that are compared with a GET of as many bytes as their response has.</summary>
    public static IReadOnlyList<string> OfApi { get; } = [ListMessages, ListAttachments, ListReceipts, PostMessage];

    /// <summary>Downloads of one of a few files.</summary>
    public static string Get(int size) => $"GET {Sizes.Name(size)}";

    /// <summary>Downloads of one of very many files, chosen at random.</summary>
    public static string RandomGet(int size, int files) => $"GET {Sizes.Name(size)} of {files:N0} files";

    /// <summary>Uploads that the kernel flushes when it likes.</summary>
    public static string Upload(int size, int connections) =>
        $"upload {Sizes.Name(size)} at {connections} connection{(connections == 1 ? "" : "s")}";

    /// <summary>The same workload on servers that keep their rows in PostgreSQL and their files in S3.</summary>
    public static string Shared(string workload) => $"{workload} in PostgreSQL and S3";

    /// <summary>Uploads that are flushed before they are answered.</summary>
    public static string FlushedUpload(int size, int connections) => $"flushed {Upload(size, connections)}";
}
