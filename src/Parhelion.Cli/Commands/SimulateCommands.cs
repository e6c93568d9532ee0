using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The commands <c>simulate message|activity|postback|deliveries|result</c>, which do what users of a channel and the channel do.</summary>
internal static class SimulateCommands
{
    private static readonly Argument<string> Channel = new("channel") { Description = "Id of the integration that stands for the channel." };
    private static readonly Argument<string> Text = new("text") { Description = "The text that the user writes." };
    private static readonly Argument<string> Payload = new("payload") { Description = "The payload of the button." };
    private static readonly Argument<string> Delivery = new("delivery") { Description = "Id of the delivery." };
    private static readonly Option<string?> User = new("--user") { Description = "Id of the user.", HelpName = "ID" };
    private static readonly Option<string?> ExternalId = new("--external-id") { Description = "Id of the user on the channel, such as a phone number.", HelpName = "ID" };
    private static readonly Option<string?> Code = new("--code") { Description = "Code of the error. Default: uncategorized_error.", HelpName = "CODE" };
    private static readonly Option<string?> Message = new("--message") { Description = "Description of the error.", HelpName = "TEXT" };

    private static readonly Argument<string> Activity = OneOf(
        "activity", "What the user does: typing:start, typing:stop or conversation:read.", ActivityTypes.TypingStart, ActivityTypes.TypingStop, ActivityTypes.Read);

    private static readonly Argument<string> Status = OneOf(
        "status", "What becomes of the message: channel, user or failure.", DeliveryStatuses.Channel, DeliveryStatuses.User, DeliveryStatuses.Failure);

    public static Command Create() => new ToolCommand(
        "simulate", "Do what users of a channel and the channel do, to test a program. Parhelion only.",
        "parhelion simulate message CHANNEL_ID 'Hello' --external-id +15550001234", "parhelion simulate deliveries")
    {
        CommandSession.Define(
            new ToolCommand(
                "message", "Write a text as a user, and print the ids of the message, the conversation and the user.",
                "parhelion simulate message CHANNEL_ID 'Hello' --external-id +15550001234") { Channel, Text, User, ExternalId }, WriteAsync),
        CommandSession.Define(
            new ToolCommand(
                "activity", "Type or read as a user.",
                "parhelion simulate activity CHANNEL_ID typing:start --external-id +15550001234") { Channel, Activity, User, ExternalId }, ActAsync),
        CommandSession.Define(
            new ToolCommand(
                "postback", "Press a postback button as a user.",
                "parhelion simulate postback CHANNEL_ID buy --external-id +15550001234") { Channel, Payload, User, ExternalId }, PressAsync),
        CommandSession.Define(
            new ToolCommand(
                "deliveries", "List the messages that would have been sent to a channel, oldest first.",
                "parhelion simulate deliveries --json | jq -r .message.content.text") { ListOptions.Limit, ListOptions.Columns }, DeliveriesAsync),
        CommandSession.Define(
            new ToolCommand(
                "result", "Say what becomes of a message that would have been sent.",
                "parhelion simulate result DELIVERY_ID failure --message 'The user has blocked the bot'") { Delivery, Status, Code, Message }, FinishAsync),
    };

    private static async Task<int> WriteAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var (user, externalId) = Who(session);
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var body = new SimulatedMessageBody
        {
            IntegrationId = session.Value(Channel),
            UserId = user,
            ExternalId = externalId,
            Content = new TextContent { Text = session.Value(Text) },
        };
        var written = await client.Simulator.WriteMessageAsync(appId, body, cancellationToken);
        session.Terminal.Result(written, ProtocolJson.Default.SimulatedMessageResponse, [written.Message.Id, written.ConversationId, written.UserId]);
        return ExitCodes.Done;
    }

    private static async Task<int> ActAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var (user, externalId) = Who(session);
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var body = new SimulatedActivityBody { IntegrationId = session.Value(Channel), UserId = user, ExternalId = externalId, Type = session.Value(Activity) };
        return Show(session, await client.Simulator.PostActivityAsync(appId, body, cancellationToken));
    }

    private static async Task<int> PressAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var (user, externalId) = Who(session);
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var body = new SimulatedPostbackBody { IntegrationId = session.Value(Channel), UserId = user, ExternalId = externalId, Payload = session.Value(Payload) };
        return Show(session, await client.Simulator.PostPostbackAsync(appId, body, cancellationToken));
    }

    private static async Task<int> DeliveriesAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        return await session.WriteAsync(Rows(), client.Simulator.ListDeliveriesAsync(appId), cancellationToken);
    }

    private static async Task<int> FinishAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var (status, code, message) = (session.Value(Status), session.Value(Code), session.Value(Message));
        if (status != DeliveryStatuses.Failure && (code ?? message) is not null) throw new UsageException("--code and --message are only for the status failure.");
        var error = (code ?? message) is null ? null : new DeliveryError(code ?? "uncategorized_error", message ?? "");
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var finished = await client.Simulator.FinishDeliveryAsync(appId, session.Value(Delivery), status, error, cancellationToken);
        session.Terminal.Result(finished, ProtocolJson.Default.SimulatedDelivery, [finished.Id, finished.Status]);
        return ExitCodes.Done;
    }

    private static ListOutput<SimulatedDelivery> Rows() => new(
        ProtocolJson.Default.SimulatedDelivery, ("id", item => item.Id), ("created", item => TimeText.Of(item.CreatedAt)), ("channel", item => item.IntegrationType),
        ("status", item => item.Status), ("external id", item => item.ExternalId), ("content", item => item.Message.ReadContent() is TextContent text ? text.Text : item.Message.ReadContent().Type));

    private static (string? User, string? ExternalId) Who(CommandSession session)
    {
        var (user, externalId) = (session.Value(User), session.Value(ExternalId));
        return (user is null) == (externalId is null) ? throw new UsageException("Set either --user or --external-id, and not both.") : (user, externalId);
    }

    private static int Show(CommandSession session, SimulatedActivityResponse done)
    {
        session.Terminal.Result(done, ProtocolJson.Default.SimulatedActivityResponse, [done.ConversationId, done.UserId]);
        return ExitCodes.Done;
    }

    private static Argument<string> OneOf(string name, string description, params string[] values)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.AcceptOnlyFromAmong(values);
        return argument;
    }
}
