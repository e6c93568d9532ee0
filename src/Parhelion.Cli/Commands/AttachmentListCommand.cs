using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Extensions;
using Parhelion.Cli.Output;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>ls attachments</c>.</summary>
internal static class AttachmentListCommand
{
    private const int MaxPage = 100;

    private static readonly Option<string?> Conversation = new("--conversation")
    {
        Description = "List only attachments of this conversation.",
        HelpName = "ID",
    };

    private static readonly Option<string?> Type = new("--type")
    {
        Description = "List only attachments of this media type, such as image/png or 'image/*'.",
        HelpName = "TYPE",
    };

    private static readonly Option<string?> Access = new("--access") { Description = "List only public or only private attachments." };
    private static readonly Option<string?> Name = new("--name")
    {
        Description = "List only attachments whose name contains this text. The case of the letters A to Z is ignored.",
        HelpName = "TEXT",
    };

    private static readonly Option<string?> After = new("--created-after")
    {
        Description = "List only attachments that were created at this time or later: a time such as 2026-05-01, or 7d for seven days ago.",
        HelpName = "TIME",
    };

    private static readonly Option<string?> Before = new("--created-before") { Description = "List only attachments that were created before this time.", HelpName = "TIME" };

    public static Command Create()
    {
        Access.AcceptOnlyFromAmong("public", "private");
        return CommandSession.Define(
            new ToolCommand(
                "attachments", "List the attachments of the app, newest first. Parhelion only.",
                "parhelion ls attachments --type 'image/*' -n 20",
                "parhelion ls attachments --created-before 90d --columns url | parhelion rm - --dry-run")
            {
                Conversation, Type, Access, Name, After, Before, ListOptions.Limit, ListOptions.Columns,
            },
            RunAsync);
    }

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var rows = new ListOutput<AttachmentDetails>(
            ProtocolJson.Default.AttachmentDetails, ("id", item => item.Id), ("created", item => TimeText.Of(item.CreatedAt)), ("size", item => $"{item.Size}"),
            ("type", item => item.MediaType), ("pixels", DimensionsText.Pixels), ("seconds", DimensionsText.Seconds),
            ("access", item => item.Access), ("name", item => item.FileName), ("url", item => item.MediaUrl),
            ("renditions", item => item.Renditions is null ? null : string.Join(',', item.Renditions.Keys)));
        var filter = new AttachmentFilter
        {
            ConversationId = session.Value(Conversation),
            MediaType = session.Value(Type),
            Access = session.Value(Access) is { } access ? new AttachmentAccess(access) : default(AttachmentAccess?),
            Name = session.Value(Name),
            CreatedAfter = TimeArgument.Parse("--created-after", session.Value(After)),
            CreatedBefore = TimeArgument.Parse("--created-before", session.Value(Before)),
        };
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var size = Math.Clamp(session.Value(ListOptions.Limit) ?? MaxPage, 1, MaxPage);
        var list = client.Attachments.ListAttachmentsAsync(appId, filter, new PageRequest { Size = size });
        return await ExtensionCall.RunAsync("listing attachments", () => session.WriteAsync(rows, list, cancellationToken));
    }
}
