namespace Parhelion.Cli.Connections;

/// <summary>A call that the .NET client has no method for.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path below <c>/v2</c>, with its query.</param>
/// <param name="Json">The JSON of the body; <c>null</c> for none.</param>
internal sealed record RawCall(HttpMethod Method, string Path, byte[]? Json = null);
