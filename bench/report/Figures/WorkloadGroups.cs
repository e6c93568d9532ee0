namespace Parhelion.BenchReport.Figures;

/// <summary>Groups of workloads that share a section of the tables.</summary>
internal static class WorkloadGroups
{
    public const string Get = "get";
    public const string Upload = "upload";
    public const string UploadFull = "upload-full";
    public const string Change = "change";
    public const string Api = "api";
    public const string SharedStore = "shared-store";
}
