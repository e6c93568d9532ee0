using Parhelion.Core.Renditions;
using Parhelion.Rendering.Pool;

namespace Parhelion.Rendering.Tests;

internal static class PoolExtensions
{
    /// <summary>Renders bytes in memory.</summary>
    public static Task<RenderingResult> RenderAsync(this WorkerPool pool, string mediaType, byte[] content, params RenditionSpec[] targets) =>
        pool.RenderAsync(mediaType, new MemoryStream(content), content.Length, targets, TestContext.Current.CancellationToken);
}
