using System.Text.Json;

namespace Parhelion.Server.WebConsole;

/// <summary>A message as the conversation page of the web console shows it.</summary>
/// <param name="Id">The id of the message.</param>
/// <param name="At">When the server received the message.</param>
/// <param name="IsByUser">Whether a user wrote the message, not the business.</param>
/// <param name="Author">The name of the author; <c>null</c> if there is none to show.</param>
/// <param name="Content">The content, as the API returns it.</param>
/// <param name="Media">The live attachments in the content. The keys are their media URLs, spelled as in the content.</param>
public sealed record MessageViewModel(string Id, DateTimeOffset At, bool IsByUser, string? Author, JsonElement Content, IReadOnlyDictionary<string, ConsoleAttachment> Media);
