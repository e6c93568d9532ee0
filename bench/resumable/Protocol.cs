namespace Parhelion.Bench.Resumable;

/// <summary>A way to upload a file in one request.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Arguments">The arguments of curl; <c>FILE</c> stands for the path of the file.</param>
internal sealed record Protocol(string Name, params string[] Arguments);
