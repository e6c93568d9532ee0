using Microsoft.Extensions.DependencyInjection.Extensions;
using Parhelion.Client;
using Parhelion.Client.Wire;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers <see cref="ParhelionClient"/> with dependency injection.</summary>
public static class ParhelionClientRegistration
{
    /// <summary>Registers <see cref="ParhelionClient"/> as a typed client of <see cref="IHttpClientFactory"/>.</summary>
    /// <param name="services">The services to add the client to.</param>
    /// <param name="configure">Sets the options. It runs once for all clients.</param>
    /// <returns>The builder, to add message handlers. They see every attempt of a call.</returns>
    public static IHttpClientBuilder AddParhelionClient(this IServiceCollection services, Action<ParhelionClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddParhelionClient((_, options) => configure(options));
    }

    /// <summary>Registers <see cref="ParhelionClient"/> as a typed client of <see cref="IHttpClientFactory"/>.</summary>
    /// <param name="services">The services to add the client to.</param>
    /// <param name="configure">Sets the options and can resolve services. It runs once for all clients.</param>
    /// <returns>The builder, to add message handlers. They see every attempt of a call.</returns>
    public static IHttpClientBuilder AddParhelionClient(this IServiceCollection services, Action<IServiceProvider, ParhelionClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(provider =>
        {
            var options = new ParhelionClientOptions { TimeProvider = provider.GetService<TimeProvider>() };
            configure(provider, options);
            return options;
        });
        return services.AddHttpClient(nameof(ParhelionClient), http => HttpConnections.Prepare(http))
            .ConfigurePrimaryHttpMessageHandler(HttpConnections.CreateHandler)
            .AddTypedClient((http, provider) => new ParhelionClient(http, provider.GetRequiredService<ParhelionClientOptions>()));
    }
}
