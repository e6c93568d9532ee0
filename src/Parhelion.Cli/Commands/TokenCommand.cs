using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>token</c>: prints a signed JWT.</summary>
internal static class TokenCommand
{
    private static readonly Option<int> Lifetime = new("--lifetime")
    {
        Description = "Lifetime of the token in seconds.",
        DefaultValueFactory = _ => 300,
        HelpName = "SECONDS",
    };

    public static Command Create() => CommandSession.Define(
        new ToolCommand(
            "token", "Print a JWT that is signed with the key, for the header Authorization: Bearer.",
            "curl -H \"Authorization: Bearer $(parhelion token)\" https://api.smooch.io/v2/tokenInfo") { Lifetime }, RunAsync);

    private static Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        if (session.Value(Lifetime) < 1) throw new UsageException("--lifetime must be at least 1 second.");
        var key = session.Connection.SigningKey(TimeSpan.FromSeconds(session.Value(Lifetime)));
        var token = key.CreateToken(TimeProvider.System.GetUtcNow());
        session.Terminal.Result(new TokenReport(token, key.Scope), CliJson.Default.TokenReport, token);
        return Task.FromResult(ExitCodes.Done);
    }
}
