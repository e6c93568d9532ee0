using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;

namespace Parhelion.Server.WebConsole;

/// <summary>Responds with a page of the web console, or with a part of a page, as HTML. <typeparamref name="TComponent"/> is the component that renders the
/// page.</summary>
/// <param name="status">Status of the response.</param>
/// <param name="parameters">The parameters of the component.</param>
internal sealed class ConsoleResult<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TComponent>(int status, params (string Name, object? Value)[] parameters) : IResult where TComponent : IComponent
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var renderer = httpContext.RequestServices.GetRequiredService<ConsoleRenderer>();
        var html = await renderer.RenderAsync<TComponent>(parameters.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal));
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        await httpContext.Response.WriteAsync(html, httpContext.RequestAborted);
    }
}
