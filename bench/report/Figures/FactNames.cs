namespace Parhelion.BenchReport.Figures;

/// <summary>Names of the figures of Parhelion alone, with their units.</summary>
internal static class FactNames
{
    public const string Start = "first response after a start with a new directory, s";
    public const string StartAgain = "first response after a start with an existing directory, s";
    public const string Idle = "memory of the idle server, MB";
    public const string Uploading = "memory above idle while 64 connections upload 50 MB each, MB";
    public const string Connections = "memory above idle with all connections open and idle, MB";
    public const string UploadGrowth = "upload: cost with very many attachments, relative to 1,000";
    public const string GetGrowth = "GET: cost with very many attachments, relative to 1,000";
    public const string DeleteGrowth = "delete: cost with very many attachments, relative to 1,000";

    /// <summary>Requests per second with so many attachments.</summary>
    public static string RateAt(string operation, int attachments) => $"{operation} per second at {attachments:N0} attachments";
}
