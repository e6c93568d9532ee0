namespace Parhelion;

/// <summary>Marks in the services that the <see cref="HttpClient"/> of a client is configured. A repeated registration must not configure it again,
/// because that would replace a primary handler that the application has set since.</summary>
/// <param name="Name">Name of the <see cref="HttpClient"/>.</param>
internal sealed record ConfiguredHttpClient(string Name);
