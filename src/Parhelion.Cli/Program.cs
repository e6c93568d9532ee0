using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using Parhelion.Cli;
using Parhelion.Cli.Commands;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var parse = Root.Create().Parse(args);
if (parse.Action is ParseErrorAction error) error.ShowHelp = false;
var code = await parse.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
return parse.Action is ParseErrorAction ? ExitCodes.Usage : code;
