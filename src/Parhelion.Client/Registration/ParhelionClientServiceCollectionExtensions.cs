using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parhelion;
using Parhelion.Client.Wire;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers <see cref="ParhelionClient"/> with dependency injection.</summary>
/// <remarks>A client is a singleton: it is thread-safe, and its connections are renewed every five minutes, so that changes of DNS are noticed. Each
/// registration may be repeated: the options are set in the order of the calls, so the last call wins. The <see cref="System.Net.Http.HttpClient"/> is
/// configured once, without the default loggers, which write whole URLs; <c>AddDefaultLogger()</c> on the builder adds them again. Options that are
/// invalid end the start of the host with a message that names them.</remarks>
public static class ParhelionClientServiceCollectionExtensions
{
    /// <summary>Registers <see cref="ParhelionClient"/>. The options are those that <c>Configure&lt;ParhelionClientOptions&gt;</c> sets.</summary>
    /// <param name="services">The services to add the client to.</param>
    /// <returns>The builder, to add message handlers. They see every attempt of a call.</returns>
    public static IHttpClientBuilder AddParhelionClient(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider => Create(provider, Options.Options.DefaultName));
        return Add(services, Options.Options.DefaultName);
    }

    /// <summary>Registers <see cref="ParhelionClient"/>.</summary>
    /// <param name="services">The services to add the client to.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder, to add message handlers. They see every attempt of a call.</returns>
    public static IHttpClientBuilder AddParhelionClient(this IServiceCollection services, Action<ParhelionClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.Configure(configure);
        return services.AddParhelionClient();
    }

    /// <summary>Registers <see cref="ParhelionClient"/>.</summary>
    /// <param name="services">The services to add the client to.</param>
    /// <param name="configure">Sets the options and can resolve services.</param>
    /// <returns>The builder, to add message handlers. They see every attempt of a call.</returns>
    public static IHttpClientBuilder AddParhelionClient(this IServiceCollection services, Action<IServiceProvider, ParhelionClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<ParhelionClientOptions>().Configure<IServiceProvider>((options, provider) => configure(provider, options));
        return services.AddParhelionClient();
    }

    /// <summary>Registers <see cref="ParhelionClient"/> with a section of the configuration: <c>Host</c>, <c>KeyId</c>, <c>KeySecret</c>,
    /// <c>Timeout</c>, <c>IdleTimeout</c>, <c>MaxRetries</c>, <c>RetryDelay</c>, <c>MaxRetryDelay</c>, <c>UserAgent</c>.</summary>
    /// <param name="services">The services to add the client to.</param>
    /// <param name="section">The section, such as <c>configuration.GetSection(ParhelionClientOptions.Section)</c>.</param>
    /// <returns>The builder, to add message handlers. They see every attempt of a call.</returns>
    public static IHttpClientBuilder AddParhelionClient(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        services.Configure<ParhelionClientOptions>(options => OptionsBinder.Bind(section, options));
        return services.AddParhelionClient();
    }

    /// <summary>Registers a named <see cref="ParhelionClient"/>, for applications with several hosts or keys. Resolve it with
    /// <c>[FromKeyedServices(name)]</c> or <c>GetRequiredKeyedService&lt;ParhelionClient&gt;(name)</c>. Its options are those of
    /// <c>Configure&lt;ParhelionClientOptions&gt;(name, …)</c>.</summary>
    /// <param name="services">The services to add the client to.</param>
    /// <param name="name">Name of the client, and key of the service.</param>
    /// <param name="configure">Sets the options. Optional.</param>
    /// <returns>The builder, to add message handlers. They see every attempt of a call.</returns>
    public static IHttpClientBuilder AddKeyedParhelionClient(this IServiceCollection services, string name, Action<ParhelionClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (configure is not null) services.Configure(name, configure);
        services.TryAddKeyedSingleton(name, (provider, _) => Create(provider, name));
        return Add(services, name);
    }

    /// <summary>Registers a named <see cref="ParhelionClient"/> with a section of the configuration, such as <c>Parhelion:Archive</c>.</summary>
    /// <param name="services">The services to add the client to.</param>
    /// <param name="name">Name of the client, and key of the service.</param>
    /// <param name="section">The section.</param>
    /// <returns>The builder, to add message handlers. They see every attempt of a call.</returns>
    public static IHttpClientBuilder AddKeyedParhelionClient(this IServiceCollection services, string name, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddKeyedParhelionClient(name, options => OptionsBinder.Bind(section, options));
    }

    private static IHttpClientBuilder Add(IServiceCollection services, string name)
    {
        var builder = services.AddHttpClient(HttpClientName(name));
        var configured = new ConfiguredHttpClient(builder.Name);
        if (services.Any(service => service is { IsKeyedService: false, ImplementationInstance: ConfiguredHttpClient other } && other == configured)) return builder;
        services.AddSingleton(configured);
        services.AddOptions<ParhelionClientOptions>(name).PostConfigure<IServiceProvider>(UseServices).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ParhelionClientOptions>, OptionsValidator>());
        ConfigureHttp(builder);
        return builder;
    }

    private static void ConfigureHttp(IHttpClientBuilder builder)
    {
        // The default loggers write media URLs and signed links. The client itself logs what it repeats.
        builder.ConfigureHttpClient(http => HttpConnections.Prepare(http))
            .ConfigurePrimaryHttpMessageHandler(HttpConnections.CreateHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        // After all other configuration, so that the counter is next to the network.
        builder.Services.PostConfigure<HttpClientFactoryOptions>(builder.Name, options => options.HttpMessageHandlerBuilderActions.Add(CountSends));
    }

    private static string HttpClientName(string name) => name.Length == 0 ? nameof(ParhelionClient) : $"{nameof(ParhelionClient)}:{name}";

    private static ParhelionClient Create(IServiceProvider provider, string name) => new(
        provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName(name)),
        ClientSettings.From(provider.GetRequiredService<IOptionsMonitor<ParhelionClientOptions>>().Get(name)),
        ownsHttp: false,
        countsSends: true);

    private static void UseServices(ParhelionClientOptions options, IServiceProvider provider)
    {
        options.TimeProvider ??= provider.GetService<TimeProvider>();
        options.LoggerFactory ??= provider.GetService<ILoggerFactory>();
    }

    private static void CountSends(HttpMessageHandlerBuilder builder)
    {
        if (!builder.AdditionalHandlers.OfType<SendCounter>().Any()) builder.AdditionalHandlers.Add(new SendCounter());
    }
}
