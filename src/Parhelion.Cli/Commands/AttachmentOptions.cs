using System.CommandLine;

namespace Parhelion.Cli.Commands;

/// <summary>The options that <c>upload</c> and <c>uploadlink</c> share: what the new files belong to, and who may read them.</summary>
internal static class AttachmentOptions
{
    public static Option<string> Access { get; } = new Option<string>("--access")
    {
        Description = "Who may read the files.",
        DefaultValueFactory = _ => "public",
    }.AcceptOnlyFromAmong("public", "private");

    public static Option<string?> For { get; } = new Option<string?>("--for")
    {
        Description = "With 'message', the server deletes the file together with its message, conversation or user.",
        HelpName = "message",
    }.AcceptOnlyFromAmong("message");

    public static Option<string?> Conversation { get; } = new("--conversation")
    {
        Description = "Id of the conversation that the files belong to.",
        HelpName = "ID",
    };
}
