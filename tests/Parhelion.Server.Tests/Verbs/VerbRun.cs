using System.Text;
using Parhelion.Server.Commands;
using Parhelion.Server.Moving;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Server.Tests.Verbs;

/// <summary>A verb of the program, run in this process: hundreds of programs would take minutes to start. What it writes is told apart from what others write at the
/// same time by the flow of its calls.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">What it wrote to stdout.</param>
/// <param name="Errors">What it wrote to stderr.</param>
internal sealed record VerbRun(int ExitCode, string Output, string Errors)
{
    private static readonly AsyncLocal<(StringBuilder Output, StringBuilder Errors)?> Texts = new();

    static VerbRun()
    {
        Console.SetOut(TextWriter.Synchronized(new Router(Console.Out, texts => texts.Output)));
        Console.SetError(TextWriter.Synchronized(new Router(Console.Error, texts => texts.Errors)));
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<VerbRun> OfAsync(IEnumerable<string> arguments)
    {
        string[] words = [.. arguments];
        var texts = (Output: new StringBuilder(), Errors: new StringBuilder());
        var exitCode = await Task.Run(async () =>
        {
            Texts.Value = texts;
            // As the program does it, but for the rights of new files, which are those of the whole process.
            return words[0] == "migrate" ? await CommandRunner.GuardAsync(() => MigrateCommand.RunAsync(words[1..])) : await CommandRunner.RunAsync(words);
        });
        return new VerbRun(exitCode, texts.Output.ToString(), texts.Errors.ToString());
    }

    /// <summary>Runs it to its end; the exit code, and what it wrote to stdout and then to stderr.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var run = await OfAsync(arguments);
        return (run.ExitCode, run.Output + run.Errors);
    }

    /// <summary>Compares rows and blobs of a data directory with <c>verify</c>.</summary>
    public static Task<(int ExitCode, string Output)> VerifyAsync(string directory, params string[] more) =>
        RunAsync(["verify", ServerProcess.NoUploads, .. more, $"--Parhelion:DataDirectory={directory}"]);

    /// <summary>What is wrong with the end of a verb whose store or database has failed; <c>null</c>: nothing. It must say so in one sentence, and must not call anything
    /// lost.</summary>
    public string? FaultOfFailure()
    {
        var line = Errors.Trim();
        if (ExitCode is not (1 or 2)) return "the exit code is not documented";
        if (line.Length == 0 || line.Contains('\n', StringComparison.Ordinal)) return "stderr is not one line";
        if (!line.EndsWith('.') || line.Contains("Parhelion stopped because", StringComparison.Ordinal) || line.Contains("Exception", StringComparison.Ordinal)) return "stderr is no sentence for an operator";
        var isLossTold = ((string[])["missing blob", "wrong size", "wrong hash", "without a row:", "lack their bytes, 1"]).Any(word => Output.Contains(word, StringComparison.Ordinal));
        return isLossTold ? "something is called lost" : null;
    }

    private sealed class Router(TextWriter otherwise, Func<(StringBuilder Output, StringBuilder Errors), StringBuilder> choose) : TextWriter
    {
        public override Encoding Encoding => otherwise.Encoding;

        public override void Write(char value) => Write([value]);

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (Texts.Value is not { } texts)
            {
                otherwise.Write(buffer);
                return;
            }

            var text = choose(texts);
            lock (text) text.Append(buffer);
        }

        public override void Write(string? value) => Write(value.AsSpan());

        public override void WriteLine(string? value) => Write($"{value}\n");
    }
}
