namespace Parhelion.Rendering.Wire;

/// <summary>The first frame of a worker process: what it can do.</summary>
/// <param name="MediaTypes">The media types that it can make pictures of.</param>
/// <param name="Programs">The libraries and programs that it uses for that, with their versions if they tell them.</param>
/// <param name="Sandbox">What restricts it.</param>
internal sealed record WorkerHello(IReadOnlyList<string> MediaTypes, IReadOnlyList<string> Programs, SandboxReport Sandbox);
