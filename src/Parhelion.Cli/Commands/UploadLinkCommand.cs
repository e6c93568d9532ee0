using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Extensions;
using Parhelion.Cli.Output;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>uploadlink</c>: creates a link to which others upload without a key.</summary>
internal static class UploadLinkCommand
{
    private static readonly Option<string?> MaxSize = new("--max-size")
    {
        Description = "Largest size of a file, such as 2M.",
        HelpName = "SIZE",
    };

    private static readonly Option<string[]> Extensions = new("--extension")
    {
        Description = "Allowed file extension, such as png. May be repeated. Default: all that the server accepts.",
        HelpName = "EXTENSION",
    };

    private static readonly Option<int?> Uploads = new("--uploads")
    {
        Description = "Number of files that can be uploaded with the link, 1 to 100. Default: 1.",
        HelpName = "N",
    };

    private static readonly Option<string> Expires = new("--expires")
    {
        Description = "Time until the link expires: 1m to 24h.",
        DefaultValueFactory = _ => "1h",
        HelpName = "TIME",
    };

    public static Command Create()
    {
        return CommandSession.Define(
            new ToolCommand(
                "uploadlink", "Create a link that lets a browser or a phone upload files without a key. Parhelion only.",
                "parhelion uploadlink --expires 15m --max-size 2M --extension png --extension jpg",
                "curl -F source=@picture.png \"$(parhelion uploadlink -q)\"")
            {
                AttachmentOptions.Access, AttachmentOptions.For, AttachmentOptions.Conversation, MaxSize, Extensions, Uploads, Expires,
            },
            RunAsync);
    }

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var lifetime = Duration.Parse("--expires", session.Value(Expires)!);
        if (lifetime < TimeSpan.FromMinutes(1) || lifetime > TimeSpan.FromDays(1)) throw new UsageException("--expires must be 1m to 24h.");
        if (session.Value(Uploads) is < 1 or > 100) throw new UsageException("--uploads must be 1 to 100.");
        var options = new UploadLinkOptions
        {
            Purpose = session.Value(AttachmentOptions.For) is { } purpose ? new AttachmentPurpose(purpose) : null,
            ConversationId = session.Value(AttachmentOptions.Conversation),
            MaxBytes = session.Value(MaxSize) is { } size ? ByteSize.Parse("--max-size", size) : null,
            Extensions = session.Value(Extensions) is { Length: > 0 } extensions ? [.. extensions.Select(extension => extension.TrimStart('.'))] : null,
            MaxUploads = session.Value(Uploads),
            ExpiresIn = lifetime,
        };
        var (appId, access) = (session.Connection.AppId, session.Value(AttachmentOptions.Access)!);
        using var client = session.Connection.CreateClient();
        var link = await ExtensionCall.RunAsync("upload links", () => client.Attachments.CreateUploadLinkAsync(appId, access, options, cancellationToken));
        session.Terminal.Result(link, ProtocolJson.Default.UploadLink, link.Url);
        var uploads = link.MaxUploads == 1 ? "1 upload" : $"{link.MaxUploads} uploads";
        session.Terminal.Say($"The link accepts {uploads} until {TimeText.Of(link.ExpiresAt)}. Upload with: curl -F source=@FILE {Shown(link.Url)}");
        return ExitCodes.Done;
    }

    // The link is a secret. Who redirects stdout does not expect it on stderr, which often goes to a log.
    private static string Shown(string link) => Console.IsOutputRedirected ? "LINK" : $"'{TerminalText.Of(link).Replace("'", "%27", StringComparison.Ordinal)}'";
}
