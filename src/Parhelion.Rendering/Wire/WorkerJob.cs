using Parhelion.Core.Renditions;

namespace Parhelion.Rendering.Wire;

/// <summary>The header of a job. The bytes of the file follow it.</summary>
/// <param name="MediaType">The media type of the file, one of those that the worker has named in its <see cref="WorkerHello"/>.</param>
/// <param name="Length">How many bytes follow. <c>null</c> if that is not known: chunks follow, each after its length of four bytes (little-endian), and an empty one at the
/// end.</param>
/// <param name="Targets">The pictures to make.</param>
internal sealed record WorkerJob(string MediaType, long? Length, IReadOnlyList<RenditionSpec> Targets);
