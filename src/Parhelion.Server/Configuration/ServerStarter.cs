using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Parhelion.Server.Configuration;

/// <summary>Checks whether the server can listen on its addresses, and starts the server. If the server cannot listen, a <see cref="OperatorErrorException"/> explains
/// the reason in one sentence.</summary>
internal static class ServerStarter
{
    /// <summary>Checks whether the server can listen, before it writes anything. Binds each address for a moment, then loads the certificates and the other
    /// settings of Kestrel.</summary>
    /// <exception cref="OperatorErrorException">The server cannot listen with these settings.</exception>
    public static void Check(WebApplication app)
    {
        foreach (var address in ListenAddresses.Read(app.Configuration))
        {
            if (address.Probe() is not { } code) continue;
            var fault = new SocketException((int)code);
            throw new OperatorErrorException(SentenceOf($"{address.Setting} is '{address.Text}'", code, fault), fault);
        }

        try
        {
            app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.ConfigurationLoader?.Load();
        }
        catch (Exception e) when (IsHostFault(e))
        {
            throw new OperatorErrorException(SentenceOf(app.Configuration, e), e);
        }
    }

    /// <summary>Starts the server.</summary>
    /// <exception cref="OperatorErrorException">The server cannot listen with these settings. The application has been disposed.</exception>
    public static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (CodeOf(e) is not null || IsHostFault(e))
        {
            // Dispose first, so that addresses which this server has bound do not look taken by another program. The configuration is disposed too, so copy it.
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(app.Configuration.AsEnumerable()).Build();
            await app.DisposeAsync();
            throw new OperatorErrorException(SentenceOf(configuration, e), e);
        }
    }

    private static string SentenceOf(IConfiguration configuration, Exception fault)
    {
        if (CodeOf(fault) is { } code)
        {
            return SentenceOf(OfConfiguration(configuration, code), code, fault);
        }

        return CertificateFaultFinder.FaultOf(configuration) ?? OfHost(configuration, fault);
    }

    private static string SentenceOf(string address, SocketError code, Exception fault) =>
        address.Contains("://unix:", StringComparison.OrdinalIgnoreCase) ? OfUnixSocket(address, code, fault) : OfSocket(address, code, fault);

    // Exceptions that the host throws for its own settings.
    private static bool IsHostFault(Exception fault) =>
        fault is InvalidOperationException or FormatException or ArgumentException or NotSupportedException or CryptographicException or IOException or UnauthorizedAccessException;

    private static SocketError? CodeOf(Exception fault) => fault switch
    {
        IOException { InnerException: AddressInUseException } => SocketError.AddressAlreadyInUse,
        SocketException socket => socket.SocketErrorCode,
        IOException { InnerException: SocketException socket } => socket.SocketErrorCode,
        _ => null,
    };

    private static string OfSocket(string address, SocketError code, Exception fault) => code switch
    {
        SocketError.AddressAlreadyInUse => $"{address}, but another program listens there; stop that program, or choose another address.",
        SocketError.AccessDenied => $"{address}, but the {ProcessUser.Text} may not listen there; choose a port above 1023, or grant CAP_NET_BIND_SERVICE.",
        SocketError.AddressNotAvailable => $"{address}, which this machine does not have; choose one of its own, or 0.0.0.0 for all of them.",
        SocketError.AddressFamilyNotSupported => $"{address}, but this machine does not support this kind of address; choose another one.",
        _ => $"{address}, but the server cannot listen there: {ExceptionText.Quote(fault)}; choose another address.",
    };

    private static string OfUnixSocket(string address, SocketError code, Exception fault) => code switch
    {
        SocketError.AddressAlreadyInUse => $"{address}, but that file exists already; stop the program that listens there, or delete the file if there is no such program.",
        SocketError.AddressNotAvailable => $"{address}, whose folder is missing; create it, or choose another path.",
        SocketError.AccessDenied => $"{address}, but the {ProcessUser.Text} may not create a file there; grant that permission, or choose another path.",
        _ => $"{address}, but the server cannot listen there: {ExceptionText.Quote(fault)}; choose another path.",
    };

    private static string OfHost(IConfiguration configuration, Exception fault)
    {
        var setting = configuration.GetSection("Kestrel").Exists() ? "Kestrel" : "urls";
        return $"{setting} cannot be used: {ExceptionText.Quote(fault)}; see docs/configuration.md.";
    }

    // The host does not always name the address. Probe all of them and take the first that fails with the same code.
    private static string OfConfiguration(IConfiguration configuration, SocketError code)
    {
        var addresses = ListenAddresses.Read(configuration);
        var faulty = addresses.FirstOrDefault(address => address.Probe() == code) ?? (addresses.Count == 1 ? addresses[0] : null);
        return faulty is null ? $"{addresses[0].Setting} is '{string.Join(';', addresses.Select(address => address.Text))}'" : $"{faulty.Setting} is '{faulty.Text}'";
    }
}
