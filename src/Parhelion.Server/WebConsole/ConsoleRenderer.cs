using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Parhelion.Server.WebConsole;

/// <summary>Renders the pages of the console on the server. What that needs is loaded with the first page: most servers never show one.</summary>
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
