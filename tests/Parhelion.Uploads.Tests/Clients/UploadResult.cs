using System.Text.Json;

namespace Parhelion.Uploads.Tests.Clients;

/// <summary>What a client in JavaScript told its caller.</summary>
/// <param name="Ok">Whether the upload is complete.</param>
/// <param name="Ended">Whether the client has ended the upload.</param>
/// <param name="Url">URL of the upload.</param>
/// <param name="MediaUrl"><c>Upload-Media-Url</c> of the last response.</param>
/// <param name="MediaType"><c>Upload-Media-Type</c> of the last response.</param>
/// <param name="Status">Status of the refusal.</param>
/// <param name="Body">Body of the refusal.</param>
/// <param name="Message">Message of the error.</param>
/// <param name="Responses">Method and status of each response.</param>
internal sealed record UploadResult(
    bool Ok, bool Ended, string? Url, string? MediaUrl, string? MediaType, int? Status, string? Body, string? Message, string[] Responses)
{
    public static UploadResult Parse(string json) => JsonSerializer.Deserialize<UploadResult>(json, JsonSerializerOptions.Web)!;

    /// <summary>The code of the error that the server told.</summary>
    public string? Code
    {
        get
        {
            if (Body is null or "") return null;
            using var body = JsonDocument.Parse(Body);
            return body.RootElement.GetProperty("errors")[0].GetProperty("code").GetString();
        }
    }
}
