using Parhelion.Cli.Output;

namespace Parhelion.Cli.Transfers;

/// <summary>One file of a batch.</summary>
/// <param name="Subject">The file or the media URL, for messages.</param>
/// <param name="Report">The result so far, which names the file or the media URL.</param>
/// <param name="RunAsync">Transfers the file and returns the result. It opens a bar on the display as soon as it knows a name.</param>
internal sealed record Transfer(string Subject, FileReport Report, Func<TransferDisplay, CancellationToken, Task<FileReport>> RunAsync);
