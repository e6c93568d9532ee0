using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Parhelion.Packages.Tests.Release;

/// <summary>A registry of npm on loopback, with the packages of a folder and nothing else.</summary>
internal sealed class NpmRegistry : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Dictionary<string, JsonObject> packages = new(StringComparer.OrdinalIgnoreCase);

    private NpmRegistry(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/-/{file}", (string file) => Results.File(Path.Combine(folder, Path.GetFileName(file))));
        app.MapGet("/{**name}", (string name) => packages.TryGetValue(name.Replace("%2f", "/", StringComparison.OrdinalIgnoreCase), out var package) ? Results.Text(package.ToJsonString(), "application/json") : Results.NotFound());
    }

    /// <summary>Its URL, with a slash at the end.</summary>
    public string Url => $"{app.Urls.First()}/";

    public static async Task<NpmRegistry> StartAsync(string folder)
    {
        var registry = new NpmRegistry(folder);
        await registry.app.StartAsync();
        foreach (var file in Directory.EnumerateFiles(folder, "*.tgz")) registry.Add(file);
        return registry;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    // A document of the registry is the package.json of each version, with the place and the hash of its file.
    private void Add(string file)
    {
        var manifest = ManifestOf(file);
        var (name, version) = ((string)manifest["name"]!, (string)manifest["version"]!);
        manifest["dist"] = new JsonObject
        {
            ["tarball"] = $"{Url}-/{Path.GetFileName(file)}",
            ["integrity"] = $"sha512-{Convert.ToBase64String(SHA512.HashData(File.ReadAllBytes(file)))}",
        };
        packages[name] = new JsonObject { ["name"] = name, ["dist-tags"] = new JsonObject { ["latest"] = version }, ["versions"] = new JsonObject { [version] = manifest } };
    }

    private static JsonObject ManifestOf(string file)
    {
        using var tar = new TarReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name == "package/package.json") return JsonNode.Parse(entry.DataStream!)!.AsObject();
        }

        throw new InvalidDataException($"{file} has no package.json.");
    }
}
