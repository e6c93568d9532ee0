using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Parhelion.Server.WebConsole;

/// <summary>Renders the Razor components of the web console to HTML on the server. The renderer loads its services with the first page, because most servers
/// never show a page.</summary>
internal sealed class ConsoleRenderer(ILoggerFactory loggers) : IDisposable
{
    private readonly Lazy<ServiceProvider> services = new(() => new ServiceCollection().AddSingleton(loggers).BuildServiceProvider());

    /// <summary>Renders a component to HTML. The component gets everything from its parameters.</summary>
    public async Task<string> RenderAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TComponent>(IReadOnlyDictionary<string, object?> parameters) where TComponent : IComponent
    {
        await using var renderer = new HtmlRenderer(services.Value, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(new Dictionary<string, object?>(parameters, StringComparer.Ordinal)))).ToHtmlString());
    }

    public void Dispose()
    {
        if (services.IsValueCreated) services.Value.Dispose();
    }
}
