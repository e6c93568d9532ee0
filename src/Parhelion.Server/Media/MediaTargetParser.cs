using Microsoft.AspNetCore.Http.Features;
using Parhelion.Core.Naming;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Media;

/// <summary>Reads what a request for media asks for, byte by byte as it was sent. A file is answered under one spelling of its URL: a cache keeps an answer
/// under the bytes that it was asked with, and wherever its reading of them could differ from that of the server, anybody could put the answer for one
/// file under the URL of another.</summary>
internal sealed class MediaTargetParser(ServerAddresses serverAddresses)
{
    private const string Apps = "/apps/";

    /// <summary>Reads the target of a request.</summary>
    public MediaTarget Read(HttpContext http)
    {
        var target = RawOf(http);
        var start = target.StartsWith('/') ? 0 : PathStart(target);
        var end = target.IndexOf('?') is >= 0 and var mark ? mark : target.Length;
        var path = start >= 0 && start < end ? target[start..end] : "";
        // The web server decodes the path and takes out its dot segments: what is for media by its reading or by ours is for media.
        if (!IsMedia(path) && !IsMedia(http.Request.Path.Value)) return new MediaTarget(MediaTargetKind.Other, default, path);
        if (end < target.Length && !MediaLinks.IsLink(target[end..])) return new MediaTarget(MediaTargetKind.Nothing, default, path);
        if (!MediaPath.TryParseTarget(serverAddresses.BelowMedia(path), out var media, out var isCanonical)) return new MediaTarget(MediaTargetKind.Nothing, default, path);
        return new MediaTarget(isCanonical ? MediaTargetKind.File : MediaTargetKind.OtherSpelling, media, path);
    }

    /// <summary>The target of a request as it was sent.</summary>
    public static string RawOf(HttpContext http) => http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    private bool IsMedia(string? path) => serverAddresses.BelowMedia(path).StartsWith(Apps, StringComparison.Ordinal);

    // The form of a request line that proxies are sent: scheme and host come first. -1: it is of another host.
    private int PathStart(string target)
    {
        var host = target.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : -1;
        if (host < 0 || target.IndexOf('/', host) is not (>= 0 and var path)) return -1;
        return serverAddresses.MediaUrls().IsAuthority(target.AsSpan(host, path - host)) ? path : -1;
    }
}

/// <summary>What a request asks for.</summary>
/// <param name="Kind">How to answer.</param>
/// <param name="Media">The file; only with <see cref="MediaTargetKind.File"/> and <see cref="MediaTargetKind.OtherSpelling"/>.</param>
/// <param name="Spelling">The path as it was sent.</param>
internal readonly record struct MediaTarget(MediaTargetKind Kind, MediaPath Media, string Spelling);

/// <summary>How the target of a request is answered.</summary>
internal enum MediaTargetKind
{
    /// <summary>It is not for media.</summary>
    Other,

    /// <summary>It is no media URL, nor another spelling of one: 404.</summary>
    Nothing,

    /// <summary>It is a media URL in another spelling: the client is sent to the right one.</summary>
    OtherSpelling,

    /// <summary>It is a media URL. Whether there is a file is another question.</summary>
    File,
}
