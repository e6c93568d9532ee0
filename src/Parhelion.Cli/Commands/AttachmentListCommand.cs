using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Extensions;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>ls attachments</c>.</summary>
internal static class AttachmentListCommand
{
    private static readonly Option<string?> Conversation = new("--conversation")
    {
        Description = "Only those of this conversation.",
        HelpName = "ID",
    };

    private static readonly Option<string?> Type = new("--type")
    {
        Description = "Only those of this media type, such as image/png or 'image/*'.",
        HelpName = "TYPE",
    };

    private static readonly Option<string?> Access = new("--access") { Description = "Only public or private ones." };
    private static readonly Option<string?> Name = new("--name")
    {
        Description = "Only those whose name contains this text. Upper and lower case are equal.",
        HelpName = "TEXT",
    };

    private static readonly Option<string?> After = new("--created-after")
    {
        Description = "Only newer ones: a time such as 2026-05-01, or 7d for seven days ago.",
        HelpName = "TIME",
    };

    private static readonly Option<string?> Before = new("--created-before") { Description = "Only older ones.", HelpName = "TIME" };

    public static Command Create()
    {
        Access.AcceptOnlyFromAmong("public", "private");
        return CommandSession.Define(
            new ToolCommand(
                "attachments", "List the attachments of the app, newest first. Parhelion only.",
                "parhelion ls attachments --type 'image/*' -n 20",
                "parhelion ls attachments --created-before 90d --columns url | parhelion rm -")
            {
                Conversation, Type, Access, Name, After, Before, ListOptions.Limit, ListOptions.Columns,
            },
            RunAsync);
    }

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var rows = new ListOutput<AttachmentDetails>(
            ExtensionJson.Default.AttachmentDetails, ("id", item => item.Id), ("created", item => item.CreatedAt is { } at ? TimeText.Of(at) : ""), ("size", item => $"{item.Size}"),
            ("type", item => item.MediaType), ("access", item => item.Access), ("name", item => item.FileName), ("url", item => item.MediaUrl));
        (string, string?)[] filters =
        [
            ("conversationId", session.Value(Conversation)), ("mediaType", session.Value(Type)), ("access", session.Value(Access)), ("name", session.Value(Name)),
            ("createdAfter", Time("--created-after", session.Value(After))), ("createdBefore", Time("--created-before", session.Value(Before))),
        ];
        var items = session.CreateExtensionApi().ListAsync(filters, session.Value(ListOptions.Limit), cancellationToken);
        return await session.WriteAsync(rows, items, cancellationToken);
    }

    private static string? Time(string option, string? text) => TimeArgument.Parse(option, text) is { } time ? TimeText.Of(time) : null;
}
