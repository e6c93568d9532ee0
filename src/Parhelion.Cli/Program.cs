using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Commands;
using Parhelion.Cli.Output;

StandardOutput.DiscardWhatIsClosed();
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var parse = RootCommandFactory.Create().Parse(args.Length == 0 ? ["--help"] : args, CommandLineParsing.Literal);
var fault = parse.Action is ParseErrorAction ? ParseErrors.Explain(parse) : ParseErrors.UnknownOption(parse, args);
if (fault is not null)
{
    var error = new ErrorReport { Message = TerminalText.Of(fault), ExitCode = ExitCodes.Usage };
    new Terminal(isJson: args.Contains("--json", StringComparer.Ordinal), isQuiet: true).Fail(error);
    return ExitCodes.Usage;
}

return await parse.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = HangUp.TimeToTidyUp });
