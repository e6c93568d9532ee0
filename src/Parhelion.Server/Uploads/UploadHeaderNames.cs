namespace Parhelion.Server.Uploads;

/// <summary>Names of the header fields of resumable uploads.</summary>
internal static class UploadHeaderNames
{
    public const string Offset = "Upload-Offset";
    public const string Length = "Upload-Length";

    // tus 1.0
    public const string TusResumable = "Tus-Resumable";
    public const string TusVersion = "Tus-Version";
    public const string TusExtension = "Tus-Extension";
    public const string TusMaxSize = "Tus-Max-Size";
    public const string TusChecksumAlgorithm = "Tus-Checksum-Algorithm";
    public const string DeferLength = "Upload-Defer-Length";
    public const string Metadata = "Upload-Metadata";
    public const string Expires = "Upload-Expires";
    public const string Checksum = "Upload-Checksum";
    public const string Concat = "Upload-Concat";
    public const string MethodOverride = "X-HTTP-Method-Override";

    // Resumable Uploads for HTTP
    public const string Complete = "Upload-Complete";
    public const string Limit = "Upload-Limit";
    public const string AcceptPatch = "Accept-Patch";
    public const string ContentDigest = "Content-Digest";
    public const string ReprDigest = "Repr-Digest";

    // Extensions of this server
    public const string MediaUrl = "Upload-Media-Url";
    public const string MediaType = "Upload-Media-Type";
}
