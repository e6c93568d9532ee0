namespace Parhelion.Server.Purging;

/// <summary>The method that caches of one's own understand. No RFC has it.</summary>
internal static class PurgeMethod
{
    public static readonly HttpMethod Purge = new("PURGE");
}
