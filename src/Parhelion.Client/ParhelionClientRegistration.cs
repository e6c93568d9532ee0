using Microsoft.Extensions.DependencyInjection.Extensions;
using Parhelion.Client;
using Parhelion.Client.Wire;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers <see cref="ParhelionClient"/>.</summary>
public static class ParhelionClientRegistration
{
    /// <summary>Registers <see cref="ParhelionClient"/> as a typed client of <see cref="IHttpClientFactory"/>.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Sets the options, once for all clients.</param>
    /// <returns>The builder, for handlers of the caller's own: they see every attempt.</returns>
    public static IHttpClientBuilder AddParhelionClient(this IServiceCollection services, Action<ParhelionClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddParhelionClient((_, options) => configure(options));
    }

    /// <summary>Registers <see cref="ParhelionClient"/> as a typed client of <see cref="IHttpClientFactory"/>.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Sets the options, once for all clients, with services at hand.</param>
    /// <returns>The builder, for handlers of the caller's own: they see every attempt.</returns>
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
