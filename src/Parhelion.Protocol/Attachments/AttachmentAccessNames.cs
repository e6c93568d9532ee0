namespace Parhelion.Protocol;

/// <summary>The values of <c>access</c>: who may read an attachment.</summary>
public static class AttachmentAccessNames
{
    /// <summary>Everybody who has its media URL.</summary>
    public const string Public = "public";

    /// <summary>Everybody who presents credentials, a media token, a cookie with a media token, or a signed link.</summary>
    public const string Private = "private";
}
