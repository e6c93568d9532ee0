using System.Security.Cryptography;
using System.Text;

namespace Parhelion.Cli.Transfers;

/// <summary>What makes an upload the same as an earlier one: the server, the app, the properties of the attachment, and the local file with its size and its
/// time.</summary>
/// <param name="Host">Base URL of the API.</param>
/// <param name="AppId">Id of the app.</param>
/// <param name="Properties">The properties of the new attachment.</param>
/// <param name="File">The local file.</param>
internal sealed record UploadIdentity(string Host, string AppId, IReadOnlyList<string?> Properties, FileInfo File)
{
    /// <summary>Whether a kept upload can be the same. One over http would show its URL to the network although the API is https.</summary>
    public bool Fits(UnfinishedUpload kept) =>
        kept.Length == File.Length && (kept.Url.Scheme == Uri.UriSchemeHttps || !Host.StartsWith("https:", StringComparison.OrdinalIgnoreCase));

    /// <summary>A file name for this upload, from which nothing can be read.</summary>
    public string ToFileName()
    {
        IEnumerable<string?> parts = [Host, AppId, .. Properties, File.FullName, $"{File.Length}", $"{File.LastWriteTimeUtc.Ticks}"];
        // Each part with its length, so that no two lists look the same.
        var text = string.Concat(parts.Select(part => part is null ? "-;" : $"{part.Length}:{part};"));
        return $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}.json";
    }
}
