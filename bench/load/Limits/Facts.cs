namespace Parhelion.Load.Limits;

/// <summary>Names of the figures that are about this server alone, with their units.</summary>
internal static class Facts
{
    public const string Start = "first answer after a start with a new directory, s";
    public const string StartAgain = "first answer after a start with a directory that is there, s";
    public const string Idle = "memory of the idle server, MB";
    public const string Uploading = "memory above idle while 64 connections upload 50 MB each, MB";
    public const string Connections = "memory above idle with all connections open and idle, MB";
    public const string UploadGrowth = "upload: cost with very many attachments to that with 1,000";
    public const string GetGrowth = "GET: cost with very many attachments to that with 1,000";
    public const string DeleteGrowth = "delete: cost with very many attachments to that with 1,000";
}
