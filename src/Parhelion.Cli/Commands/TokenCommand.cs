using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary><c>token</c>: a signed JWT.</summary>
internal static class TokenCommand
{
    private static readonly Option<int> Lifetime = new("--lifetime")
    {
        Description = "Seconds that it holds.",
        DefaultValueFactory = _ => 300,
        HelpName = "SECONDS",
    };

    public static Command Create() => CommandSession.Define(
        new Command("token", "Write a JWT signed with the key, for the header Authorization: Bearer.") { Lifetime }, RunAsync);

    private static Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        if (session.Value(Lifetime) < 1) throw new UsageException("--lifetime should be 1 second or more.");
        var key = session.Connection.SigningKey(TimeSpan.FromSeconds(session.Value(Lifetime)));
        var token = key.CreateToken(TimeProvider.System.GetUtcNow());
        session.Terminal.Result(new TokenReport(token, key.Scope), CliJson.Default.TokenReport, token);
        return Task.FromResult(ExitCodes.Done);
    }
}
