using System.CommandLine;
using System.Text.Json;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;
using Parhelion.Cli.Receiving;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>webhooks listen</c>: receives events on a local port and prints them.</summary>
internal static class ListenCommand
{
    // Shorter than the time that a command has after a signal.
    private static readonly TimeSpan TimeToTidyUp = TimeSpan.FromSeconds(4);

    private static readonly Option<int> Port = new("--port")
    {
        Description = "Port on 127.0.0.1 to listen on. Default: a free port.",
        HelpName = "PORT",
    };

    private static readonly Option<string?> Target = new("--target")
    {
        Description = "URL at which the server reaches the port, such as the URL of a tunnel. Default: http://127.0.0.1:PORT, for a server on this machine.",
        HelpName = "URL",
    };

    private static readonly Option<bool> NoRegister = new("--no-register")
    {
        Description = "Do not create a webhook, only print the events that arrive. PARHELION_WEBHOOK_SECRET must contain the secret to check.",
    };

    private static readonly Option<bool> NoVerify = new("--no-verify")
    {
        Description = "With --no-register: do not check the secret. Anyone who reaches the port can then send events.",
    };

    private static readonly Option<int?> Limit = new("--limit", "-n") { Description = "Stop after N events.", HelpName = "N" };

    public static Command Create() => CommandSession.Define(
        new ToolCommand(
            "listen", "Receive events on a local port and print them, until Ctrl+C. Creates a webhook and deletes it at the end.",
            "parhelion webhooks listen",
            "parhelion webhooks listen --trigger conversation:message --json | jq .payload",
            "parhelion webhooks listen --port 4000 --target https://my-tunnel.example/")
        {
            Port, Target, WebhookCommands.Triggers, WebhookCommands.FullUser, NoRegister, NoVerify, Limit,
        },
        RunAsync);

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        if (session.Value(Port) is < 0 or > 65_535) throw new UsageException("--port must be 0 to 65535.");
        if (session.Value(Limit) is < 1) throw new UsageException("--limit must be at least 1.");
        using var server = new LocalServer(session.Value(Port));
        if (session.Value(NoVerify) && !session.Value(NoRegister)) throw new UsageException("--no-verify works with --no-register only.");
        return session.Value(NoRegister)
            ? await ListenAsync(session, server, OwnSecret(session), cancellationToken)
            : await RegisterAsync(session, server, cancellationToken);
    }

    // The secret of a webhook that the user created; null to check none.
    private static string? OwnSecret(CommandSession session)
    {
        if (session.Value(NoVerify)) return null;
        return Connections.ConnectionSettings.Variable("PARHELION_WEBHOOK_SECRET")
            ?? throw new UsageException("The secret of the webhook is missing. Set PARHELION_WEBHOOK_SECRET, or accept every call with --no-verify.");
    }

    // Ctrl+C does not interrupt the creation at once: the server may have created the integration, and only its answer has the id to delete.
    private static async Task<int> RegisterAsync(CommandSession session, LocalServer server, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        using var tidyUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, TimeProvider.System);
        using var counting = cancellationToken.Register(() => tidyUp.CancelAfter(TimeToTidyUp));
        var integration = await CreateAsync(client, appId, Body(session, server), tidyUp.Token);
        int code, deleted;
        try
        {
            var secret = integration.Webhooks is [{ Secret: { Length: > 0 } sent }, ..] ? sent : throw new IOException("The server sent no secret for the webhook.");
            code = await ListenAsync(session, server, secret, cancellationToken);
        }
        finally
        {
            if (!cancellationToken.IsCancellationRequested) tidyUp.CancelAfter(TimeToTidyUp);
            deleted = await DeleteAsync(session, client, integration, tidyUp.Token);
        }

        return deleted == ExitCodes.Done ? code : deleted;
    }

    private static async Task<Integration> CreateAsync(ParhelionClient client, string appId, IntegrationCreateBody body, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Integrations.CreateIntegrationAsync(appId, body, cancellationToken);
        }
        catch (OperationCanceledException e)
        {
            throw new HostException("The server has not answered, but may have created the integration. To find it, run: parhelion integrations list", e);
        }
    }

    private static IntegrationCreateBody Body(CommandSession session, LocalServer server) => new()
    {
        Type = Integration.Custom,
        DisplayName = "parhelion webhooks listen",
        Webhooks = [WebhookCommands.Body(session, session.Value(Target) ?? server.Url.AbsoluteUri)],
    };

    private static async Task<int> ListenAsync(CommandSession session, LocalServer server, string? secret, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ExitCodes.Done;
        var left = session.Value(Limit) ?? int.MaxValue;
        var receiver = new EventReceiver(secret, received =>
        {
            if (left == 0) return;
            Print(session.Terminal, received);
            left--;
        });
        session.Terminal.Say($"Listening on {server.Url}. Press Ctrl+C to stop.");
        try
        {
            await server.RunAsync(receiver.Handle, () => left == 0, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The last event was received, or the user pressed Ctrl+C: both are ordinary ends of this command.
        }

        return ExitCodes.Done;
    }

    // Returns the exit code.
    private static async Task<int> DeleteAsync(CommandSession session, ParhelionClient client, Integration integration, CancellationToken cancellationToken)
    {
        try
        {
            await client.Integrations.DeleteIntegrationAsync(session.Connection.AppId, integration.Id, cancellationToken);
            return ExitCodes.Done;
        }
        catch (Exception e) when (ExpectedFaults.Include(e))
        {
            var fault = e is OperationCanceledException ? new HostException($"The server did not answer within {TimeToTidyUp.TotalSeconds} seconds", e) : e;
            var report = ErrorText.Report(fault);
            var hint = $"The integration was not deleted. Delete it with: parhelion integrations delete {TerminalText.Of(integration.Id)}";
            session.Terminal.Fail(report with { Message = $"{report.Message}. {hint}" });
            return report.ExitCode;
        }
    }

    private static void Print(Terminal terminal, WebhookEvent received) => terminal.Result(
        received, ProtocolJson.Default.WebhookEvent, [TimeText.Of(received.CreatedAt), received.Type, received.Id, .. Ids(received.Payload)]);

    // "conversation=…", "message=…": what the event is about.
    private static IEnumerable<string> Ids(JsonElement payload)
    {
        if (payload.ValueKind != JsonValueKind.Object) yield break;
        foreach (var member in payload.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("id", out var id)) yield return $"{member.Name}={id}";
        }
    }
}
