using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Commands;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var parse = RootCommandFactory.Create().Parse(args);
var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
if (parse.Action is not ParseErrorAction error) return await parse.InvokeAsync(configuration);

// Write parse errors to stderr, because stdout is only for results.
error.ShowHelp = false;
configuration.Output = Console.Error;
await parse.InvokeAsync(configuration);
return ExitCodes.Usage;
