using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Files;
using Parhelion.Cli.Output;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>stat URL</c>: shows what the server says about a file, without downloading it. <c>stat ID</c> also shows why the attachment still
/// exists.</summary>
internal static class StatCommand
{
    private const int IdLength = 24;

    private static readonly Argument<string> Attachment = new("url") { Description = "Media URL of the file, or its id as 'ls attachments' prints it." };

    public static Command Create() => CommandSession.Define(
        new ToolCommand(
            "stat", "Show name, size, type and ETag of a file, without downloading it. With an id, also show what keeps it from being deleted (Parhelion only).",
            "parhelion stat MEDIA_URL",
            "parhelion stat MEDIA_URL --json | jq .size",
            "parhelion stat ATTACHMENT_ID") { Attachment },
        (session, cancellationToken) => IsId(session.Value(Attachment)) ? ShowHoldersAsync(session, cancellationToken) : ShowFileAsync(session, cancellationToken));

    private static bool IsId(string text) => text.Length == IdLength && text.All(char.IsAsciiHexDigitLower);

    private static async Task<int> ShowFileAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var url = MediaUrlArgument.Check(session.Value(Attachment));
        using var client = session.Connection.CreateReader();
        var file = await RemoteFile.AskAsync(client, url, cancellationToken);
        var report = new StatReport(url, file.NameFor(url), file.Size, file.MediaType, file.ETag);
        session.Terminal.Result(report, CliJson.Default.StatReport, report.Name, $"{report.Size}", report.MediaType, report.ETag);
        return ExitCodes.Done;
    }

    private static async Task<int> ShowHoldersAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var found = await client.Attachments.GetAttachmentAsync(appId, session.Value(Attachment), cancellationToken);
        session.Terminal.Result(found, ProtocolJson.Default.AttachmentDetails, found.FileName, $"{found.Size}", found.MediaType, found.MediaUrl);
        if (session.Terminal.IsJson) return ExitCodes.Done;
        foreach (var line in LinesOf(found)) session.Terminal.Result(found, ProtocolJson.Default.AttachmentDetails, line);
        return ExitCodes.Done;
    }

    private static IEnumerable<IReadOnlyList<string>> LinesOf(AttachmentDetails found)
    {
        if (DimensionsText.Pixels(found) is { } pixels) yield return ["pixels", pixels];
        if (DimensionsText.Seconds(found) is { } seconds) yield return ["seconds", seconds];
        foreach (var (name, url) in found.Renditions ?? new Dictionary<string, string>()) yield return ["rendition", name, url];
        foreach (var holder in HoldersOf(found.HeldBy)) yield return ["held by", .. holder];
    }

    private static IEnumerable<IReadOnlyList<string>> HoldersOf(AttachmentHolders? holders)
    {
        if (holders?.App == true) yield return ["app"];
        if (holders?.Conversation is { } conversation) yield return ["conversation", conversation];
        foreach (var message in holders?.Messages ?? []) yield return ["message", message.Id, message.ConversationId];
        if (holders?.HasMoreMessages == true) yield return ["more messages"];
    }
}
