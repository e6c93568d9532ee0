using Parhelion.Core.Renditions;
using Parhelion.Core.Uploading;
using Parhelion.Rendering;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Rendering;

/// <summary>Settings of the worker processes that make pictures: <c>Images:TimeoutSeconds</c>, <c>Images:WorkerMemoryBytes</c> and
/// <c>Images:RequireSandbox</c>. The property <see cref="RenditionSettings.Workers"/> has the number of these processes.</summary>
internal sealed record RenderWorkerSettings
{
    private const long LeastMemory = 256L << 20;
    private const long MostMemory = 64L << 30;

    /// <summary>Limits of the renderer; <c>null</c>: no pictures are made.</summary>
    public RendererOptions? Renderer { get; init; }

    public static RenderWorkerSettings Read(SettingsReader reader, UploadOptions uploads, RenditionSettings images)
    {
        var defaults = new RendererOptions();
        var options = new RendererOptions
        {
            Workers = images.Workers,
            Timeout = TimeSpan.FromSeconds(reader.Number("Images:TimeoutSeconds", (long)defaults.Timeout.TotalSeconds, 1, 600)),
            WorkerMemoryBytes = reader.Number("Images:WorkerMemoryBytes", defaults.WorkerMemoryBytes, LeastMemory, MostMemory),
            RequiresSandbox = reader.Boolean("Images:RequireSandbox", false),
            MaxFileBytes = uploads.MaxBytes,
        };
        return new RenderWorkerSettings { Renderer = images.IsEnabled ? options : null };
    }
}
