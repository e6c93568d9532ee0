using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parhelion.Server.Configuration;

/// <summary>Explains in one sentence which certificate in the configuration of Kestrel is missing or cannot be loaded. If the server cannot listen, its error
/// message contains this sentence.</summary>
internal static class CertificateFaultFinder
{
    /// <summary>Returns a sentence about the first certificate file that cannot be loaded, or about an https address that has no certificate. Returns
    /// <c>null</c> if there is neither.</summary>
    public static string? FaultOf(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().ToList();
        var named = configuration.GetSection("Kestrel:Certificates").GetChildren()
            .Concat(endpoints.Select(endpoint => endpoint.GetSection("Certificate")));
        if (named.Where(section => section["Path"] is not null).Select(FaultOf).FirstOrDefault(sentence => sentence is not null) is { } fault) return fault;
        var bare = endpoints.Find(endpoint => endpoint["Url"]?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true && !endpoint.GetSection("Certificate").Exists());
        if (bare is null && configuration["urls"]?.Contains("https:", StringComparison.OrdinalIgnoreCase) != true) return null;
        if (configuration.GetSection("Kestrel:Certificates:Default").Exists()) return null;
        return $"{(bare is null ? "Kestrel:Certificates:Default" : $"{bare.Path}:Certificate")}:Path is missing; an https address needs a certificate, as a PEM or PKCS #12 file.";
    }

    private static string? FaultOf(IConfigurationSection certificate)
    {
        foreach (var name in (string[])["Path", "KeyPath"])
        {
            if (certificate[name] is { } file && Unreadable(file) is { } why) return $"{certificate.Path}:{name} is '{file}', which cannot be read: {why}; choose a file that exists and that the {ProcessUser.Text} may read.";
        }

        try
        {
            Load(certificate);
            return null;
        }
        catch (CryptographicException e)
        {
            return $"{certificate.Path}:Path is '{certificate["Path"]}', which is not a usable certificate: {ExceptionText.Quote(e)}; choose a PEM or PKCS #12 file with its key (KeyPath) and its Password.";
        }
    }

    // Loads PEM if a key file is given, otherwise PKCS #12.
    private static void Load(IConfigurationSection certificate)
    {
        var (path, key, password) = (certificate["Path"]!, certificate["KeyPath"], certificate["Password"]);
        if (key is null)
        {
            using var bundle = X509CertificateLoader.LoadPkcs12FromFile(path, password);
            return;
        }

        using var pem = password is null ? X509Certificate2.CreateFromPemFile(path, key) : X509Certificate2.CreateFromEncryptedPemFile(path, password, key);
    }

    private static string? Unreadable(string file)
    {
        try
        {
            using var handle = File.OpenHandle(file);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ExceptionText.Quote(e);
        }
    }
}
