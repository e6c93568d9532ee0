using Parhelion.Core.Readiness;
using Parhelion.Rendering.Pool;

namespace Parhelion.Server.Rendering;

/// <summary>Reports in <c>/readyz</c> the kinds of files from which the server can make pictures. Reports nothing until this is known.</summary>
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
