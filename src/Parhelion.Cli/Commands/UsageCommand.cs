using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Extensions;
using Parhelion.Cli.Output;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>usage</c>: shows the attachments of the app in numbers.</summary>
internal static class UsageCommand
{
    private static readonly Option<bool> Days = new("--days") { Description = "Show the uploads and deletions of the last 90 days." };

    public static Command Create() => CommandSession.Define(
        new ToolCommand(
            "usage", "Show the number and the total size of the attachments of the app, by media type. Parhelion only.",
            "parhelion usage",
            "parhelion usage --days",
            "parhelion usage --json | jq .bytes") { Days, ListOptions.Limit, ListOptions.Columns },
        RunAsync);

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var usage = await ExtensionCall.RunAsync("usage figures", () => client.Attachments.GetUsageAsync(appId, cancellationToken));
        if (session.Terminal.IsJson) session.Terminal.Result(usage, ProtocolJson.Default.AttachmentUsage);
        else if (session.Value(Days)) await session.WriteAsync(DaysTable(), usage.ByDay.ToAsyncEnumerable(), cancellationToken);
        else await session.WriteAsync(TypesTable(), usage.ByMediaType.Append(new MediaTypeUsage("total", usage.Count, usage.Bytes)).ToAsyncEnumerable(), cancellationToken);
        if (usage is { QuotaBytes: not null } or { QuotaCount: not null })
        {
            var count = Part(usage.Count, usage.QuotaCount, number => $"{number} attachments");
            session.Terminal.Say($"Quota: {count}, {Part(usage.Bytes, usage.QuotaBytes, bytes => HumanReadable.Of(bytes))}.");
        }

        return ExitCodes.Done;
    }

    private static ListOutput<MediaTypeUsage> TypesTable() => new(
        ProtocolJson.Default.MediaTypeUsage, ("type", item => item.MediaType), ("count", item => $"{item.Count}"), ("bytes", item => $"{item.Bytes}"));

    private static ListOutput<DailyUsage> DaysTable() => new(
        ProtocolJson.Default.DailyUsage, ("date", item => item.Date), ("uploads", item => $"{item.Uploads}"), ("uploaded bytes", item => $"{item.UploadedBytes}"),
        ("deletions", item => $"{item.Deletions}"), ("deleted bytes", item => $"{item.DeletedBytes}"));

    private static string Part(long value, long? quota, Func<long, string> text) => quota is { } all ? $"{text(value)} of {text(all)}" : text(value);
}
