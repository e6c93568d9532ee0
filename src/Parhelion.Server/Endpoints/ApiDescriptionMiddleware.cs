namespace Parhelion.Server.Endpoints;

/// <summary>Answers those who ask how the API is described. What answers is made for the first of them: most servers are never asked, and it would be a
/// twentieth of an idle one's memory.</summary>
internal sealed class ApiDescriptionMiddleware(RequestDelegate next, IServiceProvider server, IHostApplicationLifetime lifetime)
{
    private readonly Lazy<(ServiceProvider Services, RequestDelegate Answer)> description = new(() =>
    {
        var made = ApiDescription.Make(server);
        lifetime.ApplicationStopped.Register(made.Services.Dispose);
        return made;
    });

    public Task InvokeAsync(HttpContext http) => IsAsked(http.Request.Path) ? AnswerAsync(http) : next(http);

    private static bool IsAsked(PathString path) =>
        path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);

    private async Task AnswerAsync(HttpContext http)
    {
        var (services, answer) = description.Value;
        await using var scope = services.CreateAsyncScope();
        var outer = http.RequestServices;
        http.RequestServices = scope.ServiceProvider;
        try
        {
            await answer(http);
        }
        finally
        {
            http.RequestServices = outer;
        }
    }
}
