using Parhelion.Core.Readiness;
using Parhelion.Rendering.Pool;

namespace Parhelion.Server.Rendering;

/// <summary>
/// Reports the abilities of the renderer in <c>/readyz</c>. The entry names the programs that make pictures, and the kinds of files that the server cannot
/// render. The entry exists as soon as the server knows these abilities.
/// </summary>
internal sealed class RendererReadinessEntryProvider(WorkerPool pool) : IReadinessEntryProvider
{
    /// <inheritdoc />
    public ReadinessEntry? Report()
    {
        if (pool.Report is not { } report) return null;
        var missing = report.Missing.Count > 0 ? $" No pictures are made of {string.Join(", ", report.Missing)}." : "";
        return new ReadinessEntry("images", ComponentReadiness.Ok, $"Pictures are made with {string.Join(", ", report.Programs)}.{missing} The sandbox is {report.Sandbox}.");
    }
}
