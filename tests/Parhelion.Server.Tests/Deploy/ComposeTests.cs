using System.Diagnostics;
using Parhelion.Tests;
using YamlDotNet.Serialization;

namespace Parhelion.Server.Tests.Deploy;

/// <summary>The files of deploy/compose: docker-compose accepts them, and the server keeps what they say of it.</summary>
public sealed class ComposeTests
{
    [Theory]
    [InlineData("one-node", 1)]
    [InlineData("many-nodes", 2)]
    public async Task Compose_accepts_the_file_and_it_fits_the_server(string folder, int count)
    {
        var services = await ConfigAsync(folder);

        var nodes = services.Values.Where(service => ((string)service["image"]).StartsWith("parhelion", StringComparison.Ordinal)).ToList();
        Assert.Equal(count, nodes.Count);
        foreach (var node in nodes)
        {
            Assert.Equal($"parhelion:{Version.Current}", node["image"]);
            var settings = await DeployedSettings.AcceptedAsync(Map(node["environment"]).Select(variable => KeyValuePair.Create(variable.Key, (string)variable.Value)));
            Assert.True(int.Parse(((string)node["stop_grace_period"]).TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture) >= DeployedSettings.StopSeconds(settings));
            Assert.Equal(["CMD", "/opt/parhelion/Parhelion.Server", "health"], Texts(Map(node["healthcheck"])["test"]));
            Assert.Equal("true", node["read_only"]);
            Assert.Equal(["ALL"], Texts(node["cap_drop"]));
            Assert.Equal(["no-new-privileges:true"], Texts(node["security_opt"]));
            Assert.EndsWith(":/var/lib/parhelion:rw", Assert.Single(Texts(node["volumes"])), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nodes_and_Varnish_know_the_addresses_of_each_other()
    {
        var services = await ConfigAsync("many-nodes");
        string AddressOf(string service) => (string)Map(Map(services[service]["networks"])["nodes"])["ipv4_address"];

        var vcl = await File.ReadAllTextAsync(Path.Combine(FolderOf("many-nodes"), "varnish.vcl"), TestContext.Current.CancellationToken);

        foreach (var node in (string[])["node1", "node2"])
        {
            Assert.Contains($"backend {node} {{\n    .host = \"{AddressOf(node)}\";\n    .port = \"5480\";", vcl, StringComparison.Ordinal);
            Assert.Equal(AddressOf("varnish"), Map(services[node]["environment"])["Parhelion__Proxy__Trusted"]);
            Assert.Equal($"http://{AddressOf("varnish")}", Map(services[node]["environment"])["Parhelion__Purge__Targets__0__Url"]);
        }

        Assert.Contains($$"""acl purgers { "{{AddressOf("node1")}}"; "{{AddressOf("node2")}}"; }""", vcl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_must_be_given()
    {
        var (exitCode, _, errors) = await ComposeAsync("many-nodes", []);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("set it in .env", errors, StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, Dictionary<string, object>>> ConfigAsync(string folder)
    {
        var (exitCode, output, errors) = await ComposeAsync(folder, new(StringComparer.Ordinal)
        {
            ["DATABASE_PASSWORD"] = "password",
            ["S3_SECRET_KEY"] = "secret",
            ["MASTER_KEY"] = Convert.ToBase64String(new byte[32]),
            ["ACCOUNT_KEY_ID"] = "act_0123456789abcdef01234567",
            ["ACCOUNT_KEY_SECRET"] = new string('s', 40),
        });
        Assert.True(exitCode == 0, errors);
        return Map(new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(output)["services"])
            .ToDictionary(service => service.Key, service => Map(service.Value), StringComparer.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> ComposeAsync(string folder, Dictionary<string, string> variables)
    {
        Engines.Require("docker-compose");
        var start = new ProcessStartInfo("docker-compose", ["config"])
        {
            WorkingDirectory = FolderOf(folder),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var compose = Process.Start(start)!;
        return await compose.ReadToEndAsync();
    }

    private static string FolderOf(string folder) => Path.Combine(Repository.Root, "deploy", "compose", folder);

    private static Dictionary<string, object> Map(object node) => ((Dictionary<object, object>)node).ToDictionary(pair => (string)pair.Key, pair => pair.Value, StringComparer.Ordinal);

    private static string[] Texts(object node) => [.. ((List<object>)node).Cast<string>()];
}
