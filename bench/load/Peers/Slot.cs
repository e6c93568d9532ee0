namespace Parhelion.Load.Peers;

/// <summary>Permission to upload one file.</summary>
/// <param name="Put">Path to PUT it to.</param>
/// <param name="Get">Path that it is read from.</param>
/// <param name="Authorization">Value of that field of the PUT, or <c>null</c>.</param>
internal sealed record Slot(string Put, string Get, string? Authorization);
